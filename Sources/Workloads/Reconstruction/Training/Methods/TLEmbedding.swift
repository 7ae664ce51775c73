import HeadroomTorch

/// The TL-embedding network in its three stages.
///
/// Girdhar et al. 2016, arXiv 1603.08637, section 3.3: first an autoencoder of volumes; then the image encoder, which learns to find the latent vectors of the volumes; then
/// all three together.
struct TLEmbedding: ReconstructionMethod {
    enum Stage {
        case autoencoder, regression, joint

        /// A training without a known end has the last stage only.
        init(at moment: TrainingMoment) {
            switch moment.fraction {
            case .some(..<0.35): self = .autoencoder
            case .some(..<0.6): self = .regression
            default: self = .joint
            }
        }
    }

    let networks: TrainingNetworks
    let optimizer: any Optimizer
    private let voxelEncoder: VoxelEncoder
    private let data: ViewDataset
    private let loss: ReconstructionLoss

    init(
        _ networks: TrainingNetworks,
        _ voxelEncoder: VoxelEncoder,
        _ data: ViewDataset,
        _ loss: ReconstructionLoss
    ) throws(TorchError) {
        self.networks = networks
        self.voxelEncoder = voxelEncoder
        self.data = data
        self.loss = loss
        optimizer = try Adam(networks.parameters)
    }

    func gradients(_ samples: [Int64], at moment: TrainingMoment) throws(TorchError) -> Tensor {
        let loss = try meanLoss(samples, moment)
        try optimizer.zeroGradients()
        try loss.backward()
        return loss
    }

    private func meanLoss(_ samples: [Int64], _ moment: TrainingMoment) throws(TorchError) -> Tensor {
        let model = networks.reconstruction
        let batch = try data.batch(samples, views: moment.views)
        switch Stage(at: moment) {
        case .autoencoder:
            let volumes = try voxelEncoder(batch.volumes)
            try networks.runningPrior?.follow(volumes.mean.detach())
            return try loss(model.generator(volumes.sample()), batch.volumes, volumes)
        case .regression:
            // The optimizer leaves parameters without a gradient as they are: the autoencoder is frozen.
            let codes = try withoutGradients { () throws(TorchError) in try voxelEncoder(batch.volumes).mean }
            return try meanSquaredError(model.posterior(batch.views).mean, codes)
        case .joint:
            let output = try model(batch.views)
            let images = output.posterior
            try networks.runningPrior?.follow(images.mean.detach())
            let volumes = try voxelEncoder(batch.volumes)
            return try loss(output.logits, batch.volumes, images)
                + loss(model.generator(volumes.sample()), batch.volumes, volumes)
                + loss.embedding(images, volumes)
        }
    }
}
