import HeadroomSceneGeneration
import HeadroomTorch
import TestSupport
import Testing

/// The diffusion over latent vectors.
@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct PriorTests {
    init() throws {
        try loadEngine()
        try Engine.seed(1)
    }

    /// Vectors with correlated components and a mean, `[count, 4]`.
    private func vectors(_ count: Int) throws -> Tensor {
        let mixing = try Tensor([2, 0, 0, 0, 1, 1, 0, 0, 0, 0.5, 0.3, 0, -1, 0, 0, 0.2] as [Float], shape: [4, 4])
        return try Tensor.randn([count, 4]).matmul(mixing) + Tensor([1, -2, 0, 3] as [Float], shape: [4])
    }

    private func moments(_ samples: Tensor) throws -> (mean: Tensor, covariance: Tensor) {
        let rest = try samples - samples.mean(dimension: 0)
        return (try samples.mean(dimension: 0), try rest.transpose(0, 1).matmul(rest) / Double(samples.shape[0] - 1))
    }

    @Test func whitenedVectorsHaveUnitCovariance() throws {
        let latents = try vectors(500)
        let whitening = try Whitening(width: 4)
        try whitening.fit(latents)
        let (mean, covariance) = try moments(whitening.whiten(latents))
        #expect(try mean.absolute().maximum().item() < 1e-4)
        #expect(try covariance.difference(Operator("aten::eye")(.integer(4))) < 1e-3)
        #expect(try whitening.color(whitening.whiten(latents)).difference(latents) < 1e-4)
    }

    /// The coordinates of a prior are uncorrelated, and have the variances of the latent vectors along their directions,
    /// where each component counts by its own deviation; none is lost.
    @Test func coordinatesKeepTheVariances() throws {
        let latents = try vectors(500)
        let prior = try LatentPrior(LatentPrior.Settings(), width: 4)
        try prior.whitening.fit(latents)
        let coordinates = try prior.coordinates(latents)
        let covariance = try moments(coordinates).covariance.doubles()
        let variances = (0..<4).map { covariance[5 * $0] }
        #expect(abs(variances.reduce(0, +) - 4) < 1e-2)
        #expect(variances.max()! > 2 * variances.min()!)
        for row in 0..<4 {
            for column in 0..<4 where row != column { #expect(abs(covariance[4 * row + column]) < 1e-3) }
        }
        #expect(try prior.latents(coordinates).difference(latents) < 1e-4)
    }

    /// A prior without training draws from the Gaussian of the latent vectors, by either method.
    @Test(arguments: DenoiserKind.allCases, DiffusionSampler.Method.allCases)
    func withoutTrainingItIsTheGaussian(denoiser: DenoiserKind, method: DiffusionSampler.Method) throws {
        let latents = try vectors(2000)
        var settings = LatentPrior.Settings()
        (settings.denoiser, settings.steps) = (denoiser, 50)
        let prior = try LatentPrior(settings, width: 4)
        try prior.whitening.fit(latents)
        var sampler = DiffusionSampler()
        sampler.method = method
        let samples = try sampler(prior, from: Tensor.randn([2000, 4]))
        let (drawn, truth) = (try moments(samples), try moments(latents))
        #expect(try drawn.mean.difference(truth.mean) < 0.15)
        // Steps of finite size without noise lose a twentieth of the variance, which is up to 5.
        #expect(try drawn.covariance.difference(truth.covariance) < 0.7)
    }

    /// The signal only becomes less, from almost all of the variance to almost nothing.
    @Test(arguments: [10, 200, 1000]) func noiseGrows(steps: Int) {
        let shares = NoiseSchedule(steps: steps).signalShares
        #expect(shares.count == steps)
        #expect(zip(shares, shares.dropFirst()).allSatisfy { $0 > $1 })
        #expect(shares[0] > 0.9 && shares[steps - 1] < 0.01 && shares[steps - 1] > 0)
    }

    /// What no Gaussian can: two clusters, each drawn for its category, and in about equal parts without one.
    @Test(.disabled(if: Needs.isQuick), arguments: DenoiserKind.allCases)
    func twoClustersAreToldApart(denoiser: DenoiserKind) throws {
        let signs = (0..<400).map { Float($0 % 2 == 0 ? 1 : -1) }
        let noise = try Tensor.randn([400, 4]) * 0.3
        let latents = try noise + Tensor(signs.flatMap { [$0 * 2, $0, 0, 0] }, shape: [400, 4])
        var settings = LatentPrior.Settings()
        (settings.denoiser, settings.steps) = (denoiser, 50)
        settings.conditions.categories = ["minus", "plus"]
        let prior = try LatentPrior(settings, width: 4)
        var samples = ConditionSamples()
        samples.categories = try Tensor(signs.map { $0 > 0 ? 1 as Int64 : 0 }, shape: [400])
        var options = PriorTraining.Options()
        options.steps = denoiser == .residual ? 500 : 300
        try PriorTraining(options)(prior, latents, samples)

        let sampler = DiffusionSampler()
        let any = try sampler(prior, from: Tensor.randn([400, 4])).select(dimension: 1, 0).floats()
        // Between the clusters, where a Gaussian with the same variance has 124, there is little.
        #expect(any.count { abs($0) < 0.8 } < 70)
        #expect((120...280).contains(any.count { $0 > 0 }))
        for (name, sign) in [("plus", 1 as Float), ("minus", -1)] {
            let condition = try #require(try prior.conditions.category(name, count: 200))
            let drawn = try sampler(prior, from: Tensor.randn([200, 4]), condition: condition)
            #expect(try drawn.select(dimension: 1, 0).floats().count { $0 * sign > 0 } > 190, "\(name)")
        }
        #expect(try prior.conditions.category("other", count: 1) == nil)
    }

    /// The same start leads to the same latent vector with DDIM, and not with DDPM, which adds noise on the way.
    @Test func oneMethodIsDeterministic() throws {
        let prior = try LatentPrior(LatentPrior.Settings(), width: 4)
        try prior.whitening.fit(vectors(100))
        let start = try Tensor.randn([3, 4])
        for method in DiffusionSampler.Method.allCases {
            var sampler = DiffusionSampler()
            sampler.method = method
            let (first, second) = (try sampler(prior, from: start), try sampler(prior, from: start))
            #expect(try (first.difference(second) == 0) == (method == .ddim))
        }
    }
}
