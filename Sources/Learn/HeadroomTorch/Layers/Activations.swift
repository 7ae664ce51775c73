internal import CHeadroomTorch

extension Tensor {
    /// `max(x, 0)`.
    public func relu() throws(TorchError) -> Tensor { try withResult("relu") { ht_relu($0, $1) } }

    /// `1 / (1 + exp(-x))`.
    public func sigmoid() throws(TorchError) -> Tensor { try Operators.sigmoid(.tensor(self)) }

    /// The hyperbolic tangent.
    public func tanh() throws(TorchError) -> Tensor { try Operators.tanh(.tensor(self)) }

    /// `x` times the normal distribution function of `x` (Hendrycks and Gimpel 2016).
    public func gelu() throws(TorchError) -> Tensor { try Operators.gelu(.tensor(self)) }
}

private enum Operators {
    static let sigmoid = Operator("aten::sigmoid")
    static let tanh = Operator("aten::tanh")
    static let gelu = Operator("aten::gelu")
}

/// `max(x, 0)`, of any shape.
public final class ReLU: Module {
    /// Has no effect here.
    public var isTraining = true

    /// Makes the layer.
    public init() {}

    /// Any shape to the same shape.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor { try input.relu() }
}

/// All dimensions but the first made one: `[batch, ..]` to `[batch, features]`.
public final class Flatten: Module {
    /// Has no effect here.
    public var isTraining = true

    /// Makes the layer.
    public init() {}

    /// `[batch, ..]` to `[batch, features]`.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor { try input.flatten(from: 1) }
}
