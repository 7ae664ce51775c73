import HeadroomSharpness
package import HeadroomTorch

/// The mean cross entropy of a classifier over a data set, as a function of its parameters.
///
/// The model is always in evaluation mode: without dropout, and with the running statistics of normalization, so that
/// the loss is a deterministic function. It is computed in batches and in the model's own precision.
package struct ModelLoss {
    /// Number of samples computed at once.
    private static let pieceSize = 512

    private let model: Sequential
    private let parameters: FlatTensors

    package init(_ model: Sequential) {
        self.model = model
        parameters = FlatTensors(model.parameters)
        model.eval()
    }

    /// The loss and its gradient at `point`, which becomes the parameters of the model.
    package func value(
        at point: [Double],
        on data: ImageDataset,
        gradient: inout [Double]
    ) throws(TorchError) -> Double {
        try parameters.write(point)
        try parameters.removeGradients()
        var sum = 0.0
        try Self.pieces(of: data) { (images, labels) throws(TorchError) in
            let loss = try crossEntropy(model(images), labels, reduction: .sum)
            try loss.backward()
            sum += try loss.item()
        }
        try parameters.readGradients(times: 1 / Double(data.stored), into: &gradient)
        try parameters.removeGradients()
        return sum / Double(data.stored)
    }

    /// The mean loss and accuracy at the model's current parameters.
    package func evaluation(on data: ImageDataset) throws(TorchError) -> (loss: Double, accuracy: Double) {
        var (loss, right) = (0.0, 0.0)
        try Self.pieces(of: data) { (images, labels) throws(TorchError) in
            let part = try withoutGradients { () throws(TorchError) -> (loss: Double, right: Double) in
                let logits = try model(images)
                let predicted = try logits.argmax(dimension: 1)
                return (
                    try crossEntropy(logits, labels, reduction: .sum).item(),
                    try predicted.equal(labels).to(.float32).sum().item()
                )
            }
            loss += part.loss
            right += part.right
        }
        return (loss / Double(data.stored), right / Double(data.stored))
    }

    private static func pieces(
        of data: ImageDataset,
        _ body: (_ images: Tensor, _ labels: Tensor) throws(TorchError) -> Void
    ) throws(TorchError) {
        for start in stride(from: 0, to: data.stored, by: pieceSize) {
            let indices = Array(Int64(start)..<Int64(min(start + pieceSize, data.stored)))
            let batch = try data.batch(Tensor(indices, shape: [indices.count]))
            try body(batch.images, batch.labels)
        }
    }
}
