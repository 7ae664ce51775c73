package import HeadroomTorch

/// Draws latent vectors from a prior.
package struct DiffusionSampler: Sendable {
    package enum Method: String, CaseIterable, Codable, Sendable {
        /// Every step of the diffusion is taken back, with new noise (Ho et al. 2020, algorithm 2).
        case ddpm
        /// Fewer steps without noise (Song et al. 2021, arXiv 2010.02502): the same start leads to the same latent vector.
        case ddim
    }

    package var method = Method.ddpm
    /// Steps of DDIM.
    package var steps = 50
    /// Weight of the condition: 1 follows it as it was learned, more exaggerates it.
    ///
    /// Classifier-free guidance (Ho and Salimans 2022, arXiv 2207.12598).
    package var guidance = 1.0

    package init() {}

    /// - Parameters:
    ///   - start: standard normal, `[count, width]`.
    ///   - condition: of each, `[count, NoiseLevel.width]`; nil for none.
    /// - Returns: latent vectors, `[count, width]`.
    package func callAsFunction(
        _ prior: LatentPrior,
        from start: Tensor,
        condition: Tensor? = nil
    ) throws(TorchError) -> Tensor {
        try withoutGradients { () throws(TorchError) in
            let count = start.shape[0]
            let none = try prior.conditions.none(count)
            var current = start
            let times = times(of: prior.schedule)
            for (index, time) in times.enumerated() {
                let steps = try Tensor(
                    [Int64](repeating: Int64(time), count: count),
                    shape: [count],
                    device: start.device
                )
                var noise = try prior.noise(current, steps: steps, condition: condition ?? none)
                if condition != nil, guidance != 1 {
                    let unconditional = try prior.noise(current, steps: steps, condition: none)
                    noise = try unconditional + (noise - unconditional) * guidance
                }
                let next = index + 1 < times.count ? times[index + 1] : 0
                current = try step(current, noise, from: time, to: next, prior.schedule)
            }
            return try prior.latents(current)
        }
    }

    /// The steps of the diffusion that are taken back, from the last.
    private func times(of schedule: NoiseSchedule) -> [Int] {
        let count = method == .ddpm ? schedule.steps : min(steps, schedule.steps)
        return (1...count).reversed().map { max(1, $0 * schedule.steps / count) }
    }

    private func step(
        _ current: Tensor,
        _ noise: Tensor,
        from time: Int,
        to next: Int,
        _ schedule: NoiseSchedule
    ) throws(TorchError) -> Tensor {
        let (share, nextShare) = (schedule.signalShare(time), schedule.signalShare(next))
        let clean = try (current - noise * (1 - share).squareRoot()) / share.squareRoot()
        guard method == .ddpm, next > 0 else {
            return try clean * nextShare.squareRoot() + noise * (1 - nextShare).squareRoot()
        }
        // Mean of the earlier step, given the clean vector (Ho et al. 2020, equation 7).
        let beta = 1 - share / nextShare
        let mean =
            try clean * (nextShare.squareRoot() * beta / (1 - share))
            + current * ((share / nextShare).squareRoot() * (1 - nextShare) / (1 - share))
        // The larger of the two variances of Ho et al. (section 3.2), which is right for a standard normal distribution.
        return try mean + Tensor.randn(current.shape, device: current.device) * beta.squareRoot()
    }
}
