extension Tensor {
    private static let uniform = Operator("aten::uniform_")

    /// PyTorch's initialization of the weights and biases of linear layers and convolutions.
    ///
    /// Uniform between plus and minus `1 / sqrt(fanIn)`, which is the initialization of He et al. 2015, section 2.2,
    /// for a negative slope of `sqrt(5)`.
    ///
    /// - Parameter fanIn: the number of inputs of each output.
    package static func initialized(_ shape: [Int], fanIn: Int) throws(TorchError) -> Tensor {
        let tensor = try zeros(shape)
        let bound = fanIn > 0 ? 1 / Double(fanIn).squareRoot() : 0
        _ = try uniform(.tensor(tensor), .real(-bound), .real(bound))
        return try tensor.requiresGradient(true)
    }
}
