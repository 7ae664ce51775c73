import HeadroomTorch

/// A linear layer whose outputs a latent vector scales and shifts, before a rectifier.
///
/// The modulation is that of the conditional normalization in Occupancy Networks (Mescheder et al. 2019, arXiv
/// 1812.03828), without the normalization. The scales are multiplied into the weights, which are far fewer than the
/// outputs.
final class ModulatedLinear: Module {
    let layer: Linear
    /// From the latent vector to the scales, less 1, and the shifts of the outputs.
    let modulation: Linear

    init(_ inputs: Int, _ outputs: Int, latentWidth: Int) throws(TorchError) {
        layer = try Linear(inputs, outputs)
        modulation = try Linear(latentWidth, 2 * outputs)
    }

    /// - Parameters:
    ///   - input: `[batch, points, inputs]`, or `[1, points, inputs]` for the same points with all latent vectors.
    ///   - latent: `[batch, latentWidth]`.
    /// - Returns: at least 0, `[batch, points, outputs]`.
    func callAsFunction(_ input: Tensor, _ latent: Tensor) throws(TorchError) -> Tensor {
        let (batch, width) = (latent.shape[0], layer.weight.shape[0])
        let parameters = try modulation(latent)
        // [batch, outputs]
        let scales = try parameters.narrow(dimension: 1, start: 0, length: width) + 1
        let shifts = try parameters.narrow(dimension: 1, start: width, length: width)
        // [batch, inputs, outputs]
        let weights = try (layer.weight.unsqueeze(0) * scales.unsqueeze(2)).transpose(1, 2)
        let bias = try layer.bias.map { bias throws(TorchError) in try bias * scales + shifts } ?? shifts
        let points = try input.expand([batch, -1, -1])
        return try Self.product(.tensor(bias.unsqueeze(1)), .tensor(points), .tensor(weights)).relu()
    }

    private static let product = Operator("aten::baddbmm")
}
