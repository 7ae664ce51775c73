package import HeadroomTorch

/// What the trajectories of a training can be asked for by.
package struct ConditionSamples {
    /// Index of the category of each, `[trajectories]`.
    package var categories: Tensor?
    /// The trajectories, whose training frames are the pictures.
    package var pictures: TrajectoryDataset?
    /// Embedding of the sentence of each, `[trajectories, width]`.
    package var embeddings: Tensor?

    package init() {}

    /// The kinds of conditions that both the samples and a model have.
    func kinds(_ conditions: Conditions) -> [ConditionKind] {
        ConditionKind.allCases.filter { kind in
            switch kind {
            case .category: categories != nil && conditions.category != nil
            case .image: pictures != nil && conditions.image != nil
            case .text: embeddings != nil && conditions.text != nil
            }
        }
    }

    /// Conditions of one kind of trajectories; for pictures of a random frame.
    ///
    /// - Parameter rows: `[batch]`.
    /// - Returns: `[batch, NoiseLevel.width]`.
    func conditions(_ kind: ConditionKind, of rows: Tensor, _ conditions: Conditions) throws(TorchError) -> Tensor {
        func chosen(_ table: Tensor, _ network: (Tensor) throws(TorchError) -> Tensor) throws(TorchError) -> Tensor {
            try network(table.indexSelect(dimension: 0, indices: rows))
        }
        switch kind {
        case .category:
            if let categories, let network = conditions.category {
                return try chosen(categories, network.callAsFunction)
            }
        case .image:
            if let pictures, let network = conditions.image {
                let frames = Double(pictures.trainingFrames.count)
                let frame = try (Tensor.rand(rows.shape, device: rows.device) * frames).floor().to(.int64)
                return try network(pictures.trainingImages(rows, frames: frame))
            }
        case .text:
            if let embeddings, let network = conditions.text { return try chosen(embeddings, network.callAsFunction) }
        }
        return try conditions.none(rows.shape[0])
    }
}

extension ConditionSamples {
    /// The categories, training frames and sentences of trajectories.
    package init(
        _ data: TrajectoryDataset,
        _ settings: Conditions.Settings,
        sentences: Tensor?
    ) throws(TorchError) {
        let device = data.positions.device
        if !settings.categories.isEmpty {
            let indices = data.categories.map { Int64(settings.categories.firstIndex(of: $0) ?? 0) }
            categories = try Tensor(indices, shape: [data.count], device: device)
        }
        pictures = data
        embeddings = try sentences?.to(device: device)
    }
}
