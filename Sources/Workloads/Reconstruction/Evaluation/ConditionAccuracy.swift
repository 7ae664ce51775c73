import HeadroomTorch

/// Whether a conditional discriminator uses its condition.
package struct ConditionAccuracy: Sendable {
    /// Share of the real volumes that score lower with the picture of another shape than with that of their own; half
    /// where the condition is not used.
    package let mismatchedLower: Double

    /// - Returns: nil without a conditional discriminator.
    init?(_ networks: TrainingNetworks, _ data: ViewDataset) throws(TorchError) {
        guard let discriminator = networks.discriminator, discriminator.isConditional else { return nil }
        let count = data.shapeCount
        let shift = count / 3 | 1
        mismatchedLower = try withoutGradients { () throws(TorchError) in
            var lower = 0
            for shape in 0..<count {
                let own = try data.batch([Int64(shape * data.viewsPerShape)])
                let other = try data.pictures([Int64((shape + shift) % count * data.viewsPerShape)])
                let model = networks.reconstruction
                let matched = try discriminator(own.volumes, model.posterior(own.views).mean).item()
                lower += try discriminator(own.volumes, model.posterior(other).mean).item() < matched ? 1 : 0
            }
            return Double(lower) / Double(count)
        }
    }
}
