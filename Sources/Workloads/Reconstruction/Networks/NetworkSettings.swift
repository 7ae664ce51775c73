/// Which networks a training has.
package struct NetworkSettings: Codable, Equatable, Sendable {
    package var normalization = Normalization.group
    package var hasVoxelEncoder = true
    /// nil for a training without a discriminator.
    package var discriminator: VolumeDiscriminator.Kind?

    package init() {}
}
