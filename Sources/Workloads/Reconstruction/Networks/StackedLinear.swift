import HeadroomTorch

/// Linear layers side by side, each with an input of its own: `[layers, rows, inputs]` to `[layers, rows, outputs]`.
final class StackedLinear: Module, Layer {
    /// `[layers, inputs, outputs]`.
    let weight: Tensor
    /// `[layers, 1, outputs]`.
    let bias: Tensor

    init(_ layers: Int, _ inputs: Int, _ outputs: Int) throws(TorchError) {
        weight = try .initialized([layers, inputs, outputs], fanIn: inputs)
        bias = try .initialized([layers, 1, outputs], fanIn: inputs)
    }

    func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        try Self.product(.tensor(bias), .tensor(input), .tensor(weight))
    }

    private static let product = Operator("aten::baddbmm")
}
