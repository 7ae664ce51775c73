package import HeadroomTorch

/// The second stage of GAUDI: a diffusion over the latent vectors of scenes and paths.
package final class LatentPrior: Module {
    package struct Settings: Codable, Equatable, Sendable {
        package var denoiser = DenoiserKind.residual
        package var steps = NoiseSchedule.defaultSteps
        package var conditions = Conditions.Settings()

        package init() {}
    }

    package let whitening: Whitening
    let level: NoiseLevel
    let denoiser: any Denoiser
    package let conditions: Conditions

    package let schedule: NoiseSchedule
    package let width: Int

    package init(_ settings: Settings, width: Int) throws(TorchError) {
        self.width = width
        schedule = NoiseSchedule(steps: settings.steps)
        whitening = try Whitening(width: width)
        level = try NoiseLevel()
        denoiser = try settings.denoiser.make(width: width)
        conditions = try Conditions(settings.conditions)
    }

    /// The coordinates in which the diffusion runs: along whitened directions, each as wide as the latent vectors are there.
    ///
    /// Noise then covers the directions with little variance first, which hardly matter.
    ///
    /// - Parameter latents: `[batch, width]`.
    /// - Returns: the same shape.
    package func coordinates(_ latents: Tensor) throws(TorchError) -> Tensor {
        try whitening.whiten(latents) * whitening.variances.squareRoot()
    }

    /// The inverse of ``coordinates(_:)``.
    package func latents(_ coordinates: Tensor) throws(TorchError) -> Tensor {
        try whitening.color(coordinates / whitening.variances.squareRoot())
    }

    /// Estimates the noise in coordinates of latent vectors.
    ///
    /// What is right for a Gaussian is added to the output of the network, so that a network without training draws from
    /// the Gaussian with the mean and the covariance of the latent vectors. The network's input has unit variance, and its
    /// output is scaled as what the Gaussian leaves open (Karras et al. 2022, arXiv 2206.00364, section 5).
    ///
    /// - Parameters:
    ///   - noisy: `[batch, width]`.
    ///   - steps: of the diffusion, from 1, `[batch]`.
    ///   - condition: `[batch, NoiseLevel.width]`.
    func noise(_ noisy: Tensor, steps: Tensor, condition: Tensor) throws(TorchError) -> Tensor {
        let share = try signalShares(steps)
        let signal = try share * whitening.variances
        let variance = try signal + 1 - share
        let fraction = try steps.to(.float32) / Double(schedule.steps)
        let correction = try denoiser(noisy / variance.squareRoot(), level(fraction, condition: condition))
        return try noisy * (1 - share).squareRoot() / variance + correction * (signal / variance).squareRoot()
    }

    /// Shares of the variance that are signal at steps, `[batch, 1]`.
    private func signalShares(_ steps: Tensor) throws(TorchError) -> Tensor {
        let shares = try Tensor(schedule.signalShares.map { Float($0) }, shape: [schedule.steps], device: steps.device)
        return try shares.indexSelect(dimension: 0, indices: steps - 1).unsqueeze(1)
    }

    /// Mean squared error of the noise that is estimated in latent vectors at random steps, over the share of signal.
    ///
    /// Without the division the steps with much noise, in which it is decided which scene it becomes, would hardly count.
    /// With it the error is that of the velocity (Salimans and Ho 2022, arXiv 2202.00512).
    ///
    /// - Parameters:
    ///   - latents: `[batch, width]`.
    ///   - condition: `[batch, NoiseLevel.width]`.
    func loss(_ latents: Tensor, condition: Tensor) throws(TorchError) -> Tensor {
        let batch = latents.shape[0]
        let clean = try withoutGradients { () throws(TorchError) in try coordinates(latents) }
        let steps = try (Tensor.rand([batch], device: latents.device) * Double(schedule.steps)).floor().to(.int64) + 1
        let share = try signalShares(steps)
        let noise = try Tensor.randn(clean.shape, device: clean.device)
        let noisy = try clean * share.squareRoot() + noise * (1 - share).squareRoot()
        let error = try self.noise(noisy, steps: steps, condition: condition) - noise
        return try (error * error / share.clamp(Self.leastShare, nil)).mean()
    }

    /// The least share of signal that an error is divided by.
    private static let leastShare = 1e-3
}
