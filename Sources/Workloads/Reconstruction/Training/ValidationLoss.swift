import HeadroomTorch
import HeadroomTraining

/// The mean loss of a model on shapes that it is not trained on, from the posteriors' means.
struct ValidationLoss {
    private let data: ViewDataset
    private let loss: ReconstructionLoss
    /// nil where volumes are compared.
    private let transformer: PerspectiveTransformer?
    private let batchSize: Int

    init(_ options: ReconstructionTraining.Options, on data: ViewDataset) throws(TorchError) {
        self.data = data
        loss = options.loss
        batchSize = min(64, options.loop.batchSize)
        transformer = options.supervision == .voxels ? nil : try PerspectiveTransformer(device: data.images.device)
    }

    /// The cross entropy of a cell, or the loss of silhouettes from the cameras of the pictures.
    func mean(_ model: ImageVAE) throws(TorchError) -> Double {
        model.eval()
        defer { model.train() }
        return try withoutGradients { () throws(TorchError) in
            var sum = 0.0
            for start in stride(from: 0, to: data.count, by: batchSize) {
                let samples = (start..<min(start + batchSize, data.count)).map(Int64.init)
                let logits = try model(data.pictures(samples)).logits
                sum += try loss(logits, samples).item() * Double(samples.count)
            }
            return sum / Double(data.count)
        }
    }

    private func loss(_ logits: Tensor, _ samples: [Int64]) throws(TorchError) -> Tensor {
        guard let transformer else { return try loss.crossEntropy(logits, data.batch(samples).volumes) }
        let seen = try data.silhouettes(samples)
        return try loss.silhouette(transformer(logits.sigmoid(), seen.cameras, loss.projection), seen.masks)
    }
}
