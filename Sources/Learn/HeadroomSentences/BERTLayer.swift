package import HeadroomTorch

/// A layer of a BERT encoder: self-attention, then a feed-forward part, each added to its input and normalized.
///
/// Vaswani et al. 2017, arXiv 1706.03762, section 3.1; Devlin et al. 2019, arXiv 1810.04805. Without dropout.
package final class BERTLayer: Module {
    private let query, key, value, attended: Linear
    private let expanding, contracting: Linear
    private let attentionNorm, outputNorm: LayerNorm
    private let heads: Int

    package init(_ settings: BERTSettings) throws(TorchError) {
        let width = settings.width
        query = try Linear(width, width)
        key = try Linear(width, width)
        value = try Linear(width, width)
        attended = try Linear(width, width)
        expanding = try Linear(width, settings.expansion)
        contracting = try Linear(settings.expansion, width)
        attentionNorm = try LayerNorm(width, epsilon: settings.epsilon)
        outputNorm = try LayerNorm(width, epsilon: settings.epsilon)
        heads = settings.heads
    }

    /// The parts under their names in the files of BERT's weights.
    override package var children: [(name: String, module: Module)] {
        [
            ("attention.self.query", query), ("attention.self.key", key), ("attention.self.value", value),
            ("attention.output.dense", attended), ("attention.output.LayerNorm", attentionNorm),
            ("intermediate.dense", expanding), ("output.dense", contracting), ("output.LayerNorm", outputNorm),
        ]
    }

    /// Computes the layer.
    ///
    /// - Parameters:
    ///   - input: `[batch, tokens, width]`.
    ///   - mask: `[batch, 1, 1, tokens]`, `bool`: the tokens that are attended to.
    /// - Returns: `[batch, tokens, width]`.
    package func callAsFunction(_ input: Tensor, mask: Tensor) throws(TorchError) -> Tensor {
        // [batch, heads, tokens, width / heads]
        func divided(_ tensor: Tensor) throws(TorchError) -> Tensor {
            try tensor.reshape([input.shape[0], input.shape[1], heads, -1]).transpose(1, 2)
        }
        let attention = try divided(query(input))
            .scaledDotProductAttention(key: divided(key(input)), value: divided(value(input)), mask: mask)
        let hidden = try attentionNorm(input + attended(attention.transpose(1, 2).flatten(from: 2)))
        return try outputNorm(hidden + contracting(expanding(hidden).gelu()))
    }
}
