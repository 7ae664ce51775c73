package import HeadroomTorch

/// What the trajectories of a training can be asked for by.
package struct ConditionSamples {
    /// Index of the category of each, `[trajectories]`.
    package var categories: Tensor?
    /// Frames of each, RGB from 0 to 1, `[trajectories, frames, 3, size, size]`.
    package var images: Tensor?
    /// Embedding of the sentence of each, `[trajectories, width]`.
    package var embeddings: Tensor?

    package init() {}

    /// Conditions of trajectories, each of a kind at random.
    ///
    /// - Parameters:
    ///   - rows: `[batch]`.
    ///   - dropout: share without a condition.
    /// - Returns: `[batch, NoiseLevel.width]`.
    func conditions(of rows: Tensor, _ conditions: Conditions, dropout: Double) throws(TorchError) -> Tensor {
        let batch = rows.shape[0]
        var kinds: [Tensor] = []
        if let categories, let network = conditions.category {
            kinds.append(try network(categories.indexSelect(dimension: 0, indices: rows)))
        }
        if let images, let network = conditions.image {
            let all = try images.flatten(from: 0, through: 1)
            let frames = images.shape[1]
            let frame = try (Tensor.rand([batch], device: rows.device) * Double(frames)).floor().to(.int64)
            kinds.append(try network(all.indexSelect(dimension: 0, indices: rows * frames + frame)))
        }
        if let embeddings, let network = conditions.text {
            kinds.append(try network(embeddings.indexSelect(dimension: 0, indices: rows)))
        }
        let none = try conditions.none(batch)
        guard !kinds.isEmpty else { return none }
        let choice = try (Tensor.rand([batch, 1], device: rows.device) * Double(kinds.count)).floor()
        var chosen = kinds[0]
        for (index, kind) in kinds.enumerated().dropFirst() {
            chosen = try Tensor.where(choice < Double(index), chosen, kind)
        }
        return try Tensor.where(Tensor.rand([batch, 1], device: rows.device) < dropout, none, chosen)
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
        images = try data.trainingImages()
        embeddings = try sentences?.to(device: device)
    }
}
