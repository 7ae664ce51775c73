/// What went into the layers of a model and came out of them, so that one backward pass over a batch tells how large the
/// gradient of every sample is.
///
///     let record = ForwardRecord()
///     model.record = record
///     try crossEntropy(model(batch.inputs), batch.labels).backward()
///     model.record = nil
///     let norms = try record.sampleSquaredNorms()
///
/// It keeps every output with its gradient for as long as it lives. What is computed does not change by it.
package final class ForwardRecord {
    private struct Passage {
        let layer: any Layer
        let input: Tensor
        let output: Tensor
    }

    private var passages: [Passage] = []

    package init() {}

    /// Keeps what passed through a layer that learns; called by each of them.
    func add(_ layer: any Layer, input: Tensor, output: Tensor) throws(TorchError) {
        guard output.requiresGradient, !layer.ownParameters.isEmpty else { return }
        try output.retainGradient()
        passages.append(Passage(layer: layer, input: input, output: output))
    }

    /// The squared norms of the samples' parts of the gradient, over all parameters together: `[batch]`.
    ///
    /// The parts add up to the gradient of the loss. Where that is a mean over the batch, the gradient of a sample's own
    /// loss is so many times its part as there are samples.
    ///
    /// - Parameter scales: what the elements of the gradients are multiplied by.
    /// - Returns: nil where nothing was recorded, a layer has no rule, or one was passed twice, so that its parts would
    ///   have to be added before their norms are taken.
    package func sampleSquaredNorms(scaledBy scales: GradientScales? = nil) throws(TorchError) -> Tensor? {
        guard Set(passages.map { ObjectIdentifier($0.layer) }).count == passages.count else { return nil }
        return try withoutGradients { () throws(TorchError) in
            var sum: Tensor?
            for passage in passages {
                guard let layer = passage.layer as? any SampleGradients, let gradient = try passage.output.gradient
                else { return nil }
                let norms = try layer.sampleSquaredNorms(passage.input, outputGradient: gradient, scaledBy: scales)
                sum = try sum.map { previous throws(TorchError) in try previous + norms } ?? norms
            }
            return sum
        }
    }
}
