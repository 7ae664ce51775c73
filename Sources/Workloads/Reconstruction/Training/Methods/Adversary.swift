import HeadroomTorch

/// A discriminator with its training.
///
/// It has the hinge loss (Lim and Ye 2017, arXiv 1705.02894). As in 3D-GAN (Wu et al. 2016, section 3.1) it is not
/// updated while it classifies more than four fifths correctly; here by a running mean, since the accuracy on one small
/// batch has few possible values.
struct Adversary {
    private let discriminator: VolumeDiscriminator
    private let prior: LatentPrior
    let generatorOptimizer: Adam
    private let discriminatorOptimizer: Adam
    /// Both of them.
    let optimizers: OptimizerGroup

    /// Steps of the generator for one of the discriminator.
    static let stepsPerUpdate = 2
    /// Highest accuracy at which it is updated.
    private static let highestAccuracy = 0.8
    /// Its learning rate, divided by that of the generator.
    private static let learningRateFactor = 0.2
    /// The running means of gradients are shorter than usual, since the task of each network changes with the other.
    private static let beta1 = 0.5

    /// - Returns: nil for networks without a discriminator.
    init?(_ networks: TrainingNetworks) throws(TorchError) {
        guard let discriminator = networks.discriminator, let prior = networks.runningPrior else { return nil }
        self.discriminator = discriminator
        self.prior = prior
        let own = Set(discriminator.parameters.map { ObjectIdentifier($0.tensor) })
        func parameters(ofDiscriminator: Bool) -> [NamedTensor] {
            networks.parameters.filter { own.contains(ObjectIdentifier($0.tensor)) == ofDiscriminator }
        }
        generatorOptimizer = try Adam(parameters(ofDiscriminator: false), beta1: Self.beta1)
        discriminatorOptimizer = try Adam(parameters(ofDiscriminator: true), beta1: Self.beta1)
        optimizers = OptimizerGroup(
            [(generatorOptimizer, 1), (discriminatorOptimizer, Self.learningRateFactor)],
            learningRate: 0
        )
    }

    /// Factor of the adversarial loss: it grows over the first half of the training, since volumes that are not yet like
    /// shapes are told from them without effort.
    static func ramp(_ moment: TrainingMoment) -> Double {
        min(1, moment.fraction.map { 2 * $0 } ?? Double(moment.step) / 1000)
    }

    /// The volumes of a step: those of pictures, and as many that are drawn.
    ///
    /// - Parameters:
    ///   - reconstructed: probabilities of occupancy, `[batch, 1, resolution, resolution, resolution]`.
    ///   - codes: the latent vectors of their pictures, without a gradient: `[batch, latentWidth]`.
    func generated(
        by generator: any VolumeDecoder,
        _ reconstructed: Tensor,
        codes: Tensor
    ) throws(TorchError) -> GeneratedVolumes {
        // A pass of its own: with batch normalization, drawn volumes would change the statistics of the others.
        let drawn = try generator(prior.sample(codes.shape[0])).sigmoid()
        return GeneratedVolumes(reconstructed: reconstructed, codes: codes, drawn: drawn)
    }

    /// The loss of the generator: the negative mean score, `[]`.
    func generatorLoss(_ generated: GeneratedVolumes) throws(TorchError) -> Tensor {
        let scores =
            try discriminator(generated.reconstructed, generated.codes).mean() + discriminator(generated.drawn).mean()
        return try scores * -0.5
    }

    /// Updates the discriminator, unless its accuracy is high.
    ///
    /// - Parameter real: `[batch, 1, resolution, resolution, resolution]`, the volumes of the pictures that the codes are of.
    func update(real: Tensor, _ generated: GeneratedVolumes) throws(TorchError) {
        let realScores = try discriminator(real, generated.codes)
        var fakes = [
            try discriminator(generated.reconstructed.detach(), generated.codes),
            try discriminator(generated.drawn.detach()),
        ]
        if discriminator.isConditional {
            // Real volumes with the code of another picture are wrong too, so that the condition is used.
            fakes.append(try discriminator(real, generated.codes.roll([1], dimensions: [0])))
        }
        let fakeScores = try Tensor.concatenate(fakes)
        try discriminator.follow(realScores, fakeScores)
        let isUpdated = try discriminator.accuracy.item() <= Self.highestAccuracy
        try discriminator.count(isUpdated: isUpdated)
        guard isUpdated else { return }
        let loss = try (1 - realScores).clamp(0, nil).mean() + (fakeScores + 1).clamp(0, nil).mean()
        try discriminatorOptimizer.zeroGradients()
        try loss.backward()
        try discriminatorOptimizer.step()
    }
}

/// Volumes that a generator made in a step.
struct GeneratedVolumes {
    /// From pictures: `[batch, 1, resolution, resolution, resolution]`, from 0 to 1.
    let reconstructed: Tensor
    /// The latent vectors of these pictures, without a gradient: `[batch, latentWidth]`.
    let codes: Tensor
    /// From latent vectors drawn from the prior: `[batch, 1, resolution, resolution, resolution]`.
    let drawn: Tensor
}
