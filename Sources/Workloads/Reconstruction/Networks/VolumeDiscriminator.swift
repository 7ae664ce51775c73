package import HeadroomTorch

/// Scores how real a volume is: the mirror image of the generator, with spectral normalization and none over the batch.
///
/// The discriminator of 3D-GAN (Wu et al. 2016, arXiv 1610.07584) of a width for a CPU. With a condition it is a
/// projection discriminator (Miyato and Koyama 2018, arXiv 1802.05637): the inner product of the volume's features with
/// those of the condition is added to the score.
package final class VolumeDiscriminator: Module {
    /// What a discriminator is given.
    package enum Kind: String, CaseIterable, Codable, Sendable {
        /// A volume.
        case unconditional
        /// A volume and the latent vector of a picture.
        case conditional
    }

    private let features: Sequential
    private let score: SpectralNormalized
    private let condition: SpectralNormalized?
    /// Running mean of the share of volumes that it classifies correctly, `[]`.
    @Buffer package private(set) var accuracy: Tensor
    /// Number of times that it could be updated, and that it was, `[]` each.
    @Buffer package private(set) var occasions: Tensor
    @Buffer package private(set) var updates: Tensor

    package var isConditional: Bool { condition != nil }

    /// - Parameters:
    ///   - conditionWidth: width of the condition; nil for none.
    ///   - resolution: cells on each side of the volumes.
    package init(conditionWidth: Int?, resolution: Int = VolumeGenerator.resolution) throws(TorchError) {
        let reduction = try VolumeReduction.layers(resolution, isSpectral: true)
        let mirror: [any Layer] = [
            // [batch, 1 or 8, 32, 32, 32]
            try SpectralNormalized(
                Conv3d(VolumeReduction.channels(resolution), 12, kernel: 4, stride: 2, padding: 1, bias: false)
            ),
            LeakyReLU(slope: 0.2),
            // [batch, 12, 16, 16, 16]
            try SpectralNormalized(Conv3d(12, 24, kernel: 4, stride: 2, padding: 1, bias: false)),
            LeakyReLU(slope: 0.2),
            // [batch, 24, 8, 8, 8]
            try SpectralNormalized(Conv3d(24, 48, kernel: 4, stride: 2, padding: 1, bias: false)),
            LeakyReLU(slope: 0.2),
            // [batch, 48, 4, 4, 4]
            Flatten(),
        ]
        features = Sequential(reduction + mirror)
        let width = 48 * 4 * 4 * 4
        score = try SpectralNormalized(Linear(width, 1, bias: false))
        condition = try conditionWidth.map { count throws(TorchError) in
            try SpectralNormalized(Linear(count, width, bias: false))
        }
        _accuracy = Buffer(wrappedValue: try .full([], 0.5))
        _occasions = Buffer(wrappedValue: try .full([], 0))
        _updates = Buffer(wrappedValue: try .full([], 0))
    }

    /// The scores of volumes, `[batch]`: above 0 for real.
    ///
    /// - Parameters:
    ///   - volumes: `[batch, 1, resolution, resolution, resolution]`, from 0 to 1.
    ///   - latent: the condition, `[batch, conditionWidth]`; nil to score the volume alone.
    package func callAsFunction(_ volumes: Tensor, _ latent: Tensor? = nil) throws(TorchError) -> Tensor {
        let features = try features(volumes)
        let score = try score(features).flatten()
        guard let latent, let condition else { return score }
        return try score + (features * condition(latent)).sum(dimension: 1)
    }

    /// Counts an occasion for an update.
    func count(isUpdated: Bool) throws(TorchError) {
        try occasions.add(1)
        if isUpdated { try updates.add(1) }
    }

    /// Updates the running mean of the accuracy from the scores of real and of generated volumes, `[batch]` each.
    func follow(_ real: Tensor, _ generated: Tensor) throws(TorchError) {
        try withoutGradients { () throws(TorchError) in
            let correct = try ((real > 0).to(.float32).mean() + (generated < 0).to(.float32).mean()) / 2
            try accuracy.interpolate(towards: correct, 0.05)
        }
    }
}
