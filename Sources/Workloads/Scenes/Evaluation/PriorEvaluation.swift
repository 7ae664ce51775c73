package import HeadroomTorch

/// How good a prior is: its samples beside those of Gaussians, and beside the training scenes.
package struct PriorEvaluation {
    /// Fréchet distances of rendered samples from training frames: of the prior, of Gaussians with the variances and
    /// with the covariance of the latent vectors, and of the latent vectors of the training themselves.
    package private(set) var frechet, diagonalGaussian, fullGaussian, trainingLatents: Double
    /// The same of scenes half-way between two of the training.
    package private(set) var interpolations: Double
    /// Share of the training scenes that are the nearest of some sample.
    package let coverage: Double
    /// Share of the samples that are farther from each training scene than a fifth of the mean distance between these.
    package let distinct: Double
    package let conditions: ConditionRecall

    private static let renderedScenes = 128
    private static let framesPerScene = 2
    private static let seed: UInt64 = 0

    package init(_ trained: TrainedScenes, _ data: TrajectoryDataset, sentences: Tensor?) throws(TorchError) {
        let prior = trained.model.prior
        let latents = try trained.model.latents.joined()
        try Engine.seed(Self.seed)
        let features = try FrameFeatures()
        let real = try features(data)
        let count = Self.renderedScenes
        func distance(_ samples: Tensor) throws(TorchError) -> Double {
            let images = try SampledFrames(trained, data, framesPerScene: Self.framesPerScene)(samples)
            return try FrechetDistance.between(features(images), real)
        }
        let sampler = DiffusionSampler()
        frechet = try distance(sampler(prior, from: Tensor.randn([count, prior.width])))
        diagonalGaussian = try distance(GaussianPrior(latents, isDiagonal: true).sample(count))
        fullGaussian = try distance(GaussianPrior(latents, isDiagonal: false).sample(count))
        let rows = try (Tensor.rand([count]) * Double(latents.shape[0])).floor().to(.int64)
        trainingLatents = try distance(latents.indexSelect(dimension: 0, indices: rows))
        let halfway = try (latents + latents.flip([0])) / 2
        interpolations = try distance(halfway.indexSelect(dimension: 0, indices: rows))

        let many = try sampler(prior, from: Tensor.randn([min(1024, 4 * data.count), prior.width]))
        let training = try prior.coordinates(latents)
        let distances = try LatentDistances(prior.coordinates(many), training)
        coverage = Double(Set(try distances.nearest()).count) / Double(data.count)
        let typical = try LatentDistances(training, training).meanOfOthers()
        let least = try distances.least()
        distinct = Double(least.count { $0 > 0.2 * typical }) / Double(least.count)
        conditions = try ConditionRecall(trained, data, sentences: sentences)
    }
}
