import HeadroomTorch

/// The 3D-VAE-GAN: an image VAE and an encoder of volumes, trained with a discriminator.
///
/// Wu et al. 2016, arXiv 1610.07584, section 3.3. The paper adds the sum of the squared errors of all cells to its loss;
/// here all terms are means, with weights of their own.
struct VAEGAN: ReconstructionMethod {
    let networks: TrainingNetworks
    let optimizer: any Optimizer
    private let voxelEncoder: VoxelEncoder
    private let adversary: Adversary
    private let data: ViewDataset
    private let loss: ReconstructionLoss

    init(
        _ networks: TrainingNetworks,
        _ voxelEncoder: VoxelEncoder,
        _ adversary: Adversary,
        _ data: ViewDataset,
        _ loss: ReconstructionLoss
    ) throws(TorchError) {
        self.networks = networks
        self.voxelEncoder = voxelEncoder
        self.data = data
        self.loss = loss
        self.adversary = adversary
        optimizer = adversary.optimizers
    }

    func gradients(_ samples: [Int64], at moment: TrainingMoment) throws(TorchError) -> Tensor {
        try gradients(data.batch(samples, views: moment.views), moment).loss
    }

    func step(_ samples: [Int64], at moment: TrainingMoment) throws(TorchError) -> Tensor {
        let batch = try data.batch(samples, views: moment.views)
        let (loss, generated) = try gradients(batch, moment)
        try adversary.generatorOptimizer.step()
        if moment.step.isMultiple(of: Adversary.stepsPerUpdate) {
            try adversary.update(real: batch.volumes, generated)
        }
        return loss
    }

    private func gradients(
        _ batch: (views: Tensor, volumes: Tensor),
        _ moment: TrainingMoment
    ) throws(TorchError) -> (loss: Tensor, generated: GeneratedVolumes) {
        let model = networks.reconstruction
        let output = try model(batch.views)
        let (logits, images) = (output.logits, output.posterior)
        try networks.runningPrior?.follow(images.mean.detach())
        let volumes = try voxelEncoder(batch.volumes)
        let generated = try adversary.generated(by: model.generator, logits.sigmoid(), codes: images.mean.detach())
        let loss =
            try self.loss(logits, batch.volumes, images)
            + self.loss(model.generator(volumes.sample()), batch.volumes, volumes)
            + self.loss.embedding(images, volumes)
            + self.loss.adversarial * Adversary.ramp(moment) * adversary.generatorLoss(generated)
        try optimizer.zeroGradients()
        try loss.backward()
        return (loss, generated)
    }
}
