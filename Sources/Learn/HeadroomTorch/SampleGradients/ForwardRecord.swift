/// A record of the inputs and outputs of a model's layers, from which one backward pass yields the norm of every
/// sample's gradient.
///
///     let record = ForwardRecord()
///     model.record = record
///     try crossEntropy(model(batch.inputs), batch.labels).backward()
///     model.record = nil
///     let norms = try record.sampleSquaredNorms()
///
/// It keeps every output and its gradient for its lifetime. It does not change the computation.
package final class ForwardRecord {
    private struct Entry {
        let layer: any Layer
        let input: Tensor
        let output: Tensor
    }

    private var entries: [Entry] = []

    package init() {}

    /// Records the input and output of a layer with parameters; called by each such layer.
    func add(_ layer: any Layer, input: Tensor, output: Tensor) throws(TorchError) {
        guard output.requiresGradient, !layer.ownParameters.isEmpty else { return }
        try output.retainGradient()
        entries.append(Entry(layer: layer, input: input, output: output))
    }

    /// Squared norms of the samples' shares of the gradient, over all parameters together: `[batch]`.
    ///
    /// The shares add up to the gradient of the loss. Where the loss is a mean over the batch, the gradient of a
    /// sample's own loss is its share times the number of samples.
    ///
    /// - Parameter scales: elementwise factors of the gradients.
    /// - Returns: nil where nothing was recorded, where a layer does not support per-sample gradients, or where a layer
    ///   was called twice, whose shares would have to be added before the norm.
    package func sampleSquaredNorms(scaledBy scales: GradientScales? = nil) throws(TorchError) -> Tensor? {
        guard Set(entries.map { ObjectIdentifier($0.layer) }).count == entries.count else { return nil }
        return try withoutGradients { () throws(TorchError) in
            var sum: Tensor?
            for entry in entries {
                guard let layer = entry.layer as? any SampleGradientNorms, let gradient = try entry.output.gradient
                else { return nil }
                let norms = try layer.sampleSquaredNorms(entry.input, outputGradient: gradient, scaledBy: scales)
                sum = try sum.map { previous throws(TorchError) in try previous + norms } ?? norms
            }
            return sum
        }
    }
}
