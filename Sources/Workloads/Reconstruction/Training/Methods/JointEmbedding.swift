import HeadroomTorch

/// The image VAE with an encoder of volumes that learns to find the latent vectors of the pictures.
struct JointEmbedding: ReconstructionMethod {
    let networks: TrainingNetworks
    let optimizer: any Optimizer
    private let data: ViewDataset
    private let loss: ReconstructionLoss

    /// Steps from one that trains the encoder of volumes to the next: it learns from a fourth of the steps.
    private static let stepsPerEmbedding = 4

    init(_ networks: TrainingNetworks, _ data: ViewDataset, _ loss: ReconstructionLoss) throws(TorchError) {
        self.networks = networks
        self.data = data
        self.loss = loss
        optimizer = try Adam(networks.parameters)
    }

    func gradients(_ samples: [Int64], at moment: TrainingMoment) throws(TorchError) -> Tensor {
        let model = networks.reconstruction
        let batch = try data.batch(samples, views: moment.views)
        let output = try model(batch.views)
        try networks.runningPrior?.follow(output.posterior.mean.detach())
        var loss = try loss(output.logits, batch.volumes, output.posterior)
        if let sketches = output.sketches {
            loss = try loss + self.loss.sketches(sketches, data.sketches(samples, views: moment.views))
        }
        if moment.step.isMultiple(of: Self.stepsPerEmbedding), let voxelEncoder = networks.voxelEncoder {
            loss = try loss + self.loss.embedding(output.posterior, voxelEncoder(batch.volumes))
        }
        try optimizer.zeroGradients()
        try loss.backward()
        return loss
    }
}
