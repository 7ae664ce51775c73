import HeadroomTorch

/// The image VAE trained without volumes: what cameras see of the reconstruction is compared with silhouettes.
///
/// With the projection `ptn` it is the loss of perspective transformer nets (Yan et al. 2016, arXiv 1612.00814), with
/// `drc` that of ray consistency (Tulsiani et al. 2017, arXiv 1704.06254). With a discriminator it is weakly supervised
/// (Gwak et al. 2017, arXiv 1705.10904): volumes of other shapes than those of the pictures constrain what is not seen.
/// The generator also learns to reconstruct these from their own codes, beside the paper, since the discriminator alone
/// made volumes worse than silhouettes alone do.
struct Silhouettes: ReconstructionMethod {
    let networks: TrainingNetworks
    let optimizer: any Optimizer
    private let adversary: Adversary?
    private let data: ViewDataset
    private let loss: ReconstructionLoss
    private let transformer: PerspectiveTransformer

    /// Number of silhouettes that a reconstruction is compared with in a step.
    private static let cameras = 2

    init(_ networks: TrainingNetworks, _ data: ViewDataset, _ loss: ReconstructionLoss) throws(TorchError) {
        self.networks = networks
        self.data = data
        self.loss = loss
        transformer = try PerspectiveTransformer(device: data.images.device)
        adversary = try Adversary(networks)
        if let adversary { optimizer = adversary.optimizers } else { optimizer = try Adam(networks.parameters) }
    }

    /// With a discriminator the pictures are those of the first half of the shapes, and the volumes those of the others.
    private func pictured(_ samples: [Int64]) -> [Int64] {
        guard adversary != nil else { return samples }
        return samples.map { $0 % Int64(data.shapeCount / 2 * data.viewsPerShape) }
    }

    /// As many volumes of other shapes, `[batch, 1, resolution, resolution, resolution]`; nil without a discriminator.
    private func unpaired(_ samples: [Int64]) throws(TorchError) -> Tensor? {
        guard adversary != nil else { return nil }
        let first = Int64(data.shapeCount / 2)
        return try data.volumes(ofShapes: samples.map { first + $0 % (Int64(data.shapeCount) - first) })
    }

    func gradients(_ samples: [Int64], at moment: TrainingMoment) throws(TorchError) -> Tensor {
        try gradients(of: pictured(samples), unpaired(samples), moment).loss
    }

    func step(_ samples: [Int64], at moment: TrainingMoment) throws(TorchError) -> Tensor {
        let others = try unpaired(samples)
        let (loss, generated) = try gradients(of: pictured(samples), others, moment)
        guard let adversary, let generated, let others else {
            try optimizer.step()
            return loss
        }
        try adversary.generatorOptimizer.step()
        if moment.step.isMultiple(of: Adversary.stepsPerUpdate) { try adversary.update(real: others, generated) }
        return loss
    }

    private func gradients(
        of samples: [Int64],
        _ others: Tensor?,
        _ moment: TrainingMoment
    ) throws(TorchError) -> (loss: Tensor, generated: GeneratedVolumes?) {
        let model = networks.reconstruction
        let output = try model(data.pictures(samples, views: moment.views))
        let posterior = output.posterior
        try networks.runningPrior?.follow(posterior.mean.detach())
        let volumes = try output.logits.sigmoid()
        var loss = try self.loss.divergence * posterior.divergence()
        for camera in 0..<Self.cameras {
            // In turn the picture's own camera with another one, so that all cameras of a shape are used.
            let offset = camera == 0 ? 0 : 1 + moment.step % max(1, data.viewsPerShape - 1)
            let seen = try data.silhouettes(samples, offset: offset)
            loss =
                try loss + self.loss.silhouette(transformer(volumes, seen.cameras, self.loss.projection), seen.masks)
                / Double(Self.cameras)
        }
        if let voxelEncoder = networks.voxelEncoder, let others {
            let posterior = try voxelEncoder(others)
            loss = try loss + self.loss(model.generator(posterior.sample()), others, posterior)
        }
        var generated: GeneratedVolumes?
        if let adversary {
            let made = try adversary.generated(by: model.generator, volumes, codes: posterior.mean.detach())
            loss = try loss + self.loss.weakAdversarial * Adversary.ramp(moment) * adversary.generatorLoss(made)
            generated = made
        }
        try optimizer.zeroGradients()
        try loss.backward()
        return (loss, generated)
    }
}
