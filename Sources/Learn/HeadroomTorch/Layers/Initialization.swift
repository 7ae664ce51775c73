extension Tensor {
    private static let uniform = Operator("aten::uniform_")

    /// Weights or a bias as PyTorch initializes linear layers and convolutions.
    ///
    /// Uniform in plus and minus `1 / sqrt(fanIn)`, which is the initialization of He et al. 2015, section 2.2, for a
    /// negative slope of `sqrt(5)`.
    ///
    /// - Parameter fanIn: how many inputs each output is computed from.
    static func initialized(_ shape: [Int], fanIn: Int) throws(TorchError) -> Tensor {
        let tensor = try zeros(shape)
        let bound = fanIn > 0 ? 1 / Double(fanIn).squareRoot() : 0
        _ = try uniform(.tensor(tensor), .real(-bound), .real(bound))
        return try tensor.requiresGradient(true)
    }
}
