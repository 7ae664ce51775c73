internal import CHeadroomTorch

/// `y = x W^T + b`: `[.., inputs]` to `[.., outputs]`.
public final class Linear: Module, Layer {
    /// The weights, `[outputs, inputs]`.
    public let weight: Tensor
    /// The bias, `[outputs]`; or nil.
    public let bias: Tensor?

    /// Makes a layer with PyTorch's initial weights.
    public init(_ inputs: Int, _ outputs: Int, bias: Bool = true) throws(TorchError) {
        guard inputs > 0, outputs > 0 else {
            throw invalidArgument("Linear", "\(inputs) inputs and \(outputs) outputs; both must be at least 1")
        }
        weight = try .initialized([outputs, inputs], fanIn: inputs)
        self.bias = bias ? try .initialized([outputs], fanIn: inputs) : nil
    }

    /// `[.., inputs]` to `[.., outputs]`.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        let output = try input.withResult("linear") { input, out in
            weight.withHandle { weight in Tensor.withHandle(bias) { ht_linear(input, weight, $0, out) } }
        }
        try record?.add(self, input: input, output: output)
        return output
    }
}
