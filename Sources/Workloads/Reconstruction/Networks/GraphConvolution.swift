import HeadroomTorch

/// A linear layer of a vertex and of the mean of its neighbors (Kipf and Welling 2017, arXiv 1609.02907, with weights of
/// their own for the vertex).
final class GraphConvolution: Module {
    let own, neighbors: Linear

    init(_ inputs: Int, _ outputs: Int) throws(TorchError) {
        own = try Linear(inputs, outputs)
        neighbors = try Linear(inputs, outputs, bias: false)
    }

    /// - Parameters:
    ///   - input: `[batch, vertices, inputs]`.
    ///   - means: the mean over the neighbors of each vertex, `[vertices, vertices]`.
    /// - Returns: `[batch, vertices, outputs]`.
    func callAsFunction(_ input: Tensor, _ means: Tensor) throws(TorchError) -> Tensor {
        try own(input) + neighbors(means.matmul(input))
    }
}
