internal import CHeadroomTorch

extension Tensor {
    /// `max(x, 0)`.
    public func relu() throws(TorchError) -> Tensor { try withResult("relu") { ht_relu($0, $1) } }

    /// `1 / (1 + exp(-x))`.
    public func sigmoid() throws(TorchError) -> Tensor { try Operators.sigmoid(.tensor(self)) }

    /// The hyperbolic tangent.
    public func tanh() throws(TorchError) -> Tensor { try Operators.tanh(.tensor(self)) }

    /// `x` times the standard normal cumulative distribution at `x` (Hendrycks and Gimpel 2016, arXiv 1606.08415).
    ///
    /// - Parameter approximated: whether to use the approximation with a hyperbolic tangent, as in GPT-2.
    public func gelu(approximated: Bool = false) throws(TorchError) -> Tensor {
        try Operators.gelu(.tensor(self), .text(approximated ? "tanh" : "none"))
    }

    /// `x` where it is positive, else `slope * x`.
    ///
    /// Maas et al. 2013.
    public func leakyReLU(slope: Double = 0.01) throws(TorchError) -> Tensor {
        try Operators.leakyReLU(.tensor(self), .real(slope))
    }

    /// `x` where it is positive, else `alpha * (exp(x) - 1)`.
    ///
    /// Clevert et al. 2016, arXiv 1511.07289.
    public func elu(alpha: Double = 1) throws(TorchError) -> Tensor { try Operators.elu(.tensor(self), .real(alpha)) }

    /// `x * sigmoid(x)`.
    ///
    /// Elfwing et al. 2018, arXiv 1702.03118.
    public func silu() throws(TorchError) -> Tensor { try Operators.silu(.tensor(self)) }

    /// `log(1 + exp(beta * x)) / beta`.
    public func softplus(beta: Double = 1) throws(TorchError) -> Tensor {
        try Operators.softplus(.tensor(self), .real(beta))
    }
}

private enum Operators {
    static let sigmoid = Operator("aten::sigmoid")
    static let tanh = Operator("aten::tanh")
    static let gelu = Operator("aten::gelu")
    static let leakyReLU = Operator("aten::leaky_relu")
    static let elu = Operator("aten::elu")
    static let silu = Operator("aten::silu")
    static let softplus = Operator("aten::softplus")
}

/// `max(x, 0)`, of any shape.
public final class ReLU: Module, Layer {
    /// Any shape to the same shape.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor { try input.relu() }
}

/// `x` where it is positive, else `slope * x`, of any shape.
public final class LeakyReLU: Module, Layer {
    private let slope: Double

    /// Makes the layer.
    public init(slope: Double = 0.01) { self.slope = slope }

    /// Any shape to the same shape.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor { try input.leakyReLU(slope: slope) }
}

/// `x` where it is positive, else `alpha * (exp(x) - 1)`, of any shape.
public final class ELU: Module, Layer {
    private let alpha: Double

    /// Makes the layer.
    public init(alpha: Double = 1) { self.alpha = alpha }

    /// Any shape to the same shape.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor { try input.elu(alpha: alpha) }
}

/// `x` times the standard normal cumulative distribution at `x`, of any shape.
public final class GELU: Module, Layer {
    private let approximated: Bool

    /// Makes the layer.
    ///
    /// - Parameter approximated: whether to use the approximation with a hyperbolic tangent, as in GPT-2.
    public init(approximated: Bool = false) { self.approximated = approximated }

    /// Any shape to the same shape.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        try input.gelu(approximated: approximated)
    }
}

/// `x * sigmoid(x)`, of any shape.
public final class SiLU: Module, Layer {
    /// Any shape to the same shape.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor { try input.silu() }
}

/// The hyperbolic tangent, of any shape.
public final class Tanh: Module, Layer {
    /// Any shape to the same shape.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor { try input.tanh() }
}

/// `1 / (1 + exp(-x))`, of any shape.
public final class Sigmoid: Module, Layer {
    /// Any shape to the same shape.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor { try input.sigmoid() }
}

/// `log(1 + exp(x))`, of any shape.
public final class Softplus: Module, Layer {
    /// Any shape to the same shape.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor { try input.softplus() }
}
