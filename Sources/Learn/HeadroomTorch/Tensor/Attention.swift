extension Tensor {
    /// Attention: `softmax(query key^T / sqrt(width)) value`.
    ///
    /// Vaswani et al. 2017, equation 1. This tensor holds the queries: `[batch, heads, positions, width]`; libtorch takes the fastest kernel of the device.
    ///
    /// - Parameters:
    ///   - key: `[batch, heads, sources, width]`.
    ///   - value: `[batch, heads, sources, values]`.
    ///   - mask: broadcast to `[batch, heads, positions, sources]`: where a `bool` is true there is attention, and other
    ///     types are added to the scores.
    ///   - dropout: the share of the weights that is dropped; 0 outside of training.
    ///   - isCausal: whether no position attends to those after it.
    /// - Returns: `[batch, heads, positions, values]`.
    public func scaledDotProductAttention(
        key: Tensor,
        value: Tensor,
        mask: Tensor? = nil,
        dropout: Double = 0,
        isCausal: Bool = false
    ) throws(TorchError) -> Tensor {
        try Operators.attention(
            .tensor(self),
            .tensor(key),
            .tensor(value),
            .optional(mask),
            .real(dropout),
            .truth(isCausal)
        )
    }
}

private enum Operators {
    static let attention = Operator("aten::scaled_dot_product_attention")
}
