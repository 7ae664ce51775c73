extension Tensor {
    /// Scaled dot-product attention: `softmax(query key^T / sqrt(width)) value`.
    ///
    /// Vaswani et al. 2017, equation 1. This tensor is the query: `[batch, heads, positions, width]`; libtorch chooses
    /// the fastest kernel of the device.
    ///
    /// - Parameters:
    ///   - key: `[batch, heads, sources, width]`.
    ///   - value: `[batch, heads, sources, values]`.
    ///   - mask: broadcast to `[batch, heads, positions, sources]`: a `bool` mask is true where there is attention;
    ///   masks of other types are added to the scores.
    ///   - dropout: the share of the weights that is dropped; 0 in evaluation.
    ///   - isCausal: whether positions attend only to themselves and earlier positions.
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
            .boolean(isCausal)
        )
    }
}

private enum Operators {
    static let attention = Operator("aten::scaled_dot_product_attention")
}
