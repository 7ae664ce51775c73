package import HeadroomTorch

extension Digits {
    /// Accuracy and loss of a model on a data set.
    package struct Evaluation: Sendable, Equatable {
        /// Share of correctly classified samples.
        package var accuracy: Double
        /// Mean cross entropy over all samples; nil where it is not finite.
        package var loss: Double?
    }

    /// Evaluates a model on a whole data set, in evaluation mode and in batches.
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

    /// The share of samples that a model classifies correctly.
    package static func accuracy(
        of model: Sequential,
        on data: ImageDataset,
        batchSize: Int = 512,
        device: Device = .cpu
    ) throws(TorchError) -> Double {
        try evaluate(model, on: data, batchSize: batchSize, device: device).accuracy
    }
}
