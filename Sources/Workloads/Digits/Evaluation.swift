package import HeadroomTorch

extension Digits {
    /// How well a model does on a data set.
    package struct Evaluation: Sendable, Equatable {
        /// The share of the samples that it classifies rightly.
        package var accuracy: Double
        /// The cross entropy, averaged over all samples; nil where it is not finite.
        package var loss: Double?
    }

    /// Looks at all of a data set, in batches of a given size, with a model as it is used after training.
    package static func evaluate(
        _ model: Sequential,
        on data: ImageDataset,
        batchSize: Int = 512,
        device: Device = .cpu
    ) throws(TorchError) -> Evaluation {
        let data = try data.moved(to: device)
        model.eval()
        defer { model.train() }
        return try withoutGradients { () throws(TorchError) in
            var right = 0.0
            var loss = 0.0
            for start in stride(from: 0, to: data.stored, by: batchSize) {
                let indices = Array(Int64(start)..<Int64(min(start + batchSize, data.stored)))
                let batch = try data.batch(Tensor(indices, shape: [indices.count], device: device))
                let logits = try model(batch.images)
                right += try logits.argmax(dimension: 1).equal(batch.labels).to(.float32).sum().item()
                loss += try crossEntropy(logits, batch.labels, reduction: .sum).item()
            }
            let mean = loss / Double(data.stored)
            return Evaluation(accuracy: right / Double(data.stored), loss: mean.isFinite ? mean : nil)
        }
    }

    /// The share of a data set that a model classifies rightly.
    package static func accuracy(
        of model: Sequential,
        on data: ImageDataset,
        batchSize: Int = 512,
        device: Device = .cpu
    ) throws(TorchError) -> Double {
        try evaluate(model, on: data, batchSize: batchSize, device: device).accuracy
    }
}
