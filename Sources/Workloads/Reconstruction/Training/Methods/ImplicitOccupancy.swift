import HeadroomTorch

/// The image VAE with an implicit function in place of a volume, trained at positions.
///
/// Half of the positions are uniform in the cube, and half near the surface, where the function changes. The occupancy
/// there is that of the true volume, interpolated between the centers of its cells.
struct ImplicitOccupancy: ReconstructionMethod {
    let networks: TrainingNetworks
    let optimizer: any Optimizer
    private let voxelEncoder: VoxelEncoder
    private let decoder: ImplicitDecoder
    private let data: ViewDataset
    private let loss: ReconstructionLoss

    /// Number of positions of each shape in a step.
    private static let positionCount = 1024
    /// Steps from one that trains the encoder of volumes to the next: it learns from a fourth of the steps.
    private static let stepsPerEmbedding = 4

    init(
        _ networks: TrainingNetworks,
        _ voxelEncoder: VoxelEncoder,
        _ decoder: ImplicitDecoder,
        _ data: ViewDataset,
        _ loss: ReconstructionLoss
    ) throws(TorchError) {
        self.networks = networks
        self.voxelEncoder = voxelEncoder
        self.decoder = decoder
        self.data = data
        self.loss = loss
        optimizer = try Adam(networks.parameters)
    }

    func gradients(_ samples: [Int64], at moment: TrainingMoment) throws(TorchError) -> Tensor {
        let batch = try data.batch(samples, views: moment.views)
        let posterior = try networks.reconstruction.posterior(batch.views)
        try networks.runningPrior?.follow(posterior.mean.detach())
        let positions = try Self.positions(batch.volumes)
        let logits = try decoder(positions, posterior.sample())
        let occupancy = try Self.occupancy(batch.volumes, positions)
        var loss =
            try self.loss.reconstruction * binaryCrossEntropy(logits: logits, occupancy)
            + self.loss.divergence * posterior.divergence()
        if moment.step.isMultiple(of: Self.stepsPerEmbedding) {
            loss = try loss + self.loss.embedding(posterior, voxelEncoder(batch.volumes))
        }
        try optimizer.zeroGradients()
        try loss.backward()
        return loss
    }

    /// Positions from -1 to 1, `[batch, 1024, 3]`.
    ///
    /// - Parameter volumes: `[batch, 1, side, side, side]`.
    private static func positions(_ volumes: Tensor) throws(TorchError) -> Tensor {
        let (batch, side, device) = (volumes.shape[0], volumes.shape[4], volumes.device)
        let half = positionCount / 2
        let uniform = try Tensor.rand([batch, half, 3], device: device) * 2 - 1
        // Cells whose neighborhood is neither full nor empty: [batch, cells]
        let share = try AveragePool3d(kernel: 3, stride: 1, padding: 1)(volumes).flatten(from: 1)
        let isNear = try share.greater(1e-3) * share.less(1 - 1e-3)
        let cells = try draw(.tensor(isNear + 1e-9), .integer(half), .boolean(true)).to(.float32)
        let layers = try (cells / Double(side)).floor()
        let slices = try (layers / Double(side)).floor()
        let center = try Tensor.stack(
            [cells - layers * Double(side), layers - slices * Double(side), slices],
            dimension: 2
        )
        // Anywhere in the cell.
        let near = try (center + Tensor.rand([batch, half, 3], device: device)) * (2 / Double(side)) - 1
        return try Tensor.concatenate([uniform, near], dimension: 1)
    }

    /// `[batch, positions]`, from 0 to 1.
    private static func occupancy(_ volumes: Tensor, _ positions: Tensor) throws(TorchError) -> Tensor {
        let (batch, count) = (positions.shape[0], positions.shape[1])
        return try volumes.gridSample(positions.reshape([batch, 1, 1, count, 3])).reshape([batch, count])
    }

    private static let draw = Operator("aten::multinomial")
}

extension Tensor {
    /// 1 where an element is greater than a number, else 0.
    fileprivate func greater(_ number: Double) throws(TorchError) -> Tensor { try (self > number).to(.float32) }

    /// 1 where an element is less than a number, else 0.
    fileprivate func less(_ number: Double) throws(TorchError) -> Tensor { try (self < number).to(.float32) }
}
