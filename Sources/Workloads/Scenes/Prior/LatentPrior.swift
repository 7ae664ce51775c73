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

    /// Estimates the noise in whitened latent vectors.
    ///
    /// What is right for a standard normal distribution is added to the output of the network, so that a network without
    /// training draws from the Gaussian with the mean and the covariance of the latent vectors.
    ///
    /// - Parameters:
    ///   - noisy: `[batch, width]`.
    ///   - steps: of the diffusion, from 1, `[batch]`.
    ///   - condition: `[batch, NoiseLevel.width]`.
    func noise(_ noisy: Tensor, steps: Tensor, condition: Tensor) throws(TorchError) -> Tensor {
        let shares = try Tensor(schedule.signalShares.map { Float($0) }, shape: [schedule.steps], device: noisy.device)
        let share = try shares.indexSelect(dimension: 0, indices: steps - 1).unsqueeze(1)
        let fraction = try steps.to(.float32) / Double(schedule.steps)
        let correction = try denoiser(noisy, level(fraction, condition: condition))
        return try noisy * (1 - share).squareRoot() + correction * share.squareRoot()
    }

    /// Mean squared error of the noise that is estimated in latent vectors at random steps.
    ///
    /// - Parameters:
    ///   - latents: `[batch, width]`.
    ///   - condition: `[batch, NoiseLevel.width]`.
    func loss(_ latents: Tensor, condition: Tensor) throws(TorchError) -> Tensor {
        let batch = latents.shape[0]
        let clean = try withoutGradients { () throws(TorchError) in try whitening.whiten(latents) }
        let steps = try (Tensor.rand([batch], device: latents.device) * Double(schedule.steps)).floor().to(.int64) + 1
        let shares = try Tensor(schedule.signalShares.map { Float($0) }, shape: [schedule.steps], device: clean.device)
        let share = try shares.indexSelect(dimension: 0, indices: steps - 1).unsqueeze(1)
        let noise = try Tensor.randn(clean.shape, device: clean.device)
        let noisy = try clean * share.squareRoot() + noise * (1 - share).squareRoot()
        return try meanSquaredError(self.noise(noisy, steps: steps, condition: condition), noise)
    }
}
