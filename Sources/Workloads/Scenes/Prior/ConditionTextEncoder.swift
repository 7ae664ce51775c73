package import HeadroomTorch

/// From the embedding of a sentence to a condition.
///
/// Embeddings of like sentences are close together, so they are standardized over the sentences of the training first.
package final class ConditionTextEncoder: Module {
    @Buffer var mean: Tensor
    @Buffer var deviation: Tensor
    let layer1, layer2: Linear

    package init(width: Int) throws(TorchError) {
        mean = try .zeros([width])
        deviation = try .ones([width])
        layer1 = try Linear(width, NoiseLevel.width)
        layer2 = try Linear(NoiseLevel.width, NoiseLevel.width)
    }

    /// - Parameter embeddings: of all sentences of the training, `[sentences, width]`.
    package func fit(_ embeddings: Tensor) throws(TorchError) {
        try mean.copy(from: embeddings.mean(dimension: 0))
        try deviation.copy(from: embeddings.variance(dimensions: [0]).squareRoot().clamp(1e-4, nil))
    }

    /// - Parameter embeddings: `[batch, width]`.
    /// - Returns: `[batch, NoiseLevel.width]`.
    package func callAsFunction(_ embeddings: Tensor) throws(TorchError) -> Tensor {
        try layer2(layer1((embeddings - mean) / deviation).silu())
    }
}
