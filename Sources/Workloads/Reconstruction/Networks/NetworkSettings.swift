/// Which networks a training has.
package struct NetworkSettings: Codable, Equatable, Sendable {
    /// Of the image encoder, and of the networks of volumes.
    package var imageNormalization = Normalization.batch
    package var volumeNormalization = Normalization.group
    package var merging = ViewMerging.latent
    /// Whether pictures become sketches of the surface first.
    package var hasSketches = false
    /// `volume` or `implicit`.
    package var output = ReconstructionOutput.volume
    /// Cells on each side of the volumes of the training.
    package var resolution = VolumeGenerator.resolution
    package var hasVoxelEncoder = true
    /// Whether a prior follows the latent vectors during the training.
    package var hasRunningPrior = true
    /// nil for a training without a discriminator.
    package var discriminator: VolumeDiscriminator.Kind?

    package init() {}
}
