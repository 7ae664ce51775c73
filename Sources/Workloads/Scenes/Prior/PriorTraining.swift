package import HeadroomTorch

/// The training of a prior on the latent vectors of a trained first stage.
package struct PriorTraining {
    package struct Options: Codable, Equatable, Sendable {
        /// Number of steps; nil for ``steps(samples:)``.
        package var steps: Int?
        package var batchSize = 128
        package var learningRate = 1e-3
        /// Share of the samples that are trained on without their condition, for classifier-free guidance.
        package var dropout = 0.15

        package init() {}

        /// Twenty for each latent vector, within bounds: with more the prior repeats the scenes of the training.
        static func steps(samples: Int) -> Int { min(max(20 * samples, 1000), 6000) }
    }

    private let options: Options

    package init(_ options: Options = Options()) { self.options = options }

    /// Trains the prior, and leaves it with the average of its weights.
    ///
    /// - Parameters:
    ///   - latents: `[samples, width]`.
    ///   - samples: what each latent vector belongs to.
    package func callAsFunction(
        _ prior: LatentPrior,
        _ latents: Tensor,
        _ samples: ConditionSamples,
        progress: (Double) -> Void = { _ in },
        isInterrupted: () -> Bool = { false }
    ) throws(TorchError) {
        try prior.whitening.fit(latents)
        if let text = samples.embeddings { try prior.conditions.text?.fit(text) }
        prior.train()
        let optimizer = try AdamW(prior.parameters)
        let kinds = samples.kinds(prior.conditions)
        let average = try WeightAverage(of: prior)
        let steps = options.steps ?? Options.steps(samples: latents.shape[0])
        for step in 0..<steps where !isInterrupted() {
            // Linear to a twentieth in the second half.
            let fraction = Double(step) / Double(steps)
            optimizer.learningRate = options.learningRate * min(1, max(0.05, 2 * (1 - fraction)))
            let rows = try (Tensor.rand([options.batchSize], device: latents.device) * Double(latents.shape[0]))
                .floor().to(.int64)
            let none = try prior.conditions.none(options.batchSize)
            var condition = none
            if !kinds.isEmpty {
                // The kinds in turn.
                let all = try samples.conditions(kinds[step % kinds.count], of: rows, prior.conditions)
                let isDropped = try Tensor.rand([options.batchSize, 1], device: latents.device) < options.dropout
                condition = try Tensor.where(isDropped, none, all)
            }
            let loss = try prior.loss(latents.indexSelect(dimension: 0, indices: rows), condition: condition)
            try optimizer.zeroGradients()
            try loss.backward()
            try optimizer.step()
            try average.update()
            progress(fraction)
        }
        try average.apply()
        prior.eval()
    }
}
