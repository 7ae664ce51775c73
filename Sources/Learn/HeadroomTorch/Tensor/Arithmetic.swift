internal import CHeadroomTorch

extension Tensor {
    /// Adds element by element; shapes are broadcast as in PyTorch.
    public static func + (left: Tensor, right: Tensor) throws(TorchError) -> Tensor {
        try left.with(right, "+", ht_add)
    }

    /// Subtracts element by element.
    public static func - (left: Tensor, right: Tensor) throws(TorchError) -> Tensor {
        try left.with(right, "-", ht_subtract)
    }

    /// Multiplies element by element.
    public static func * (left: Tensor, right: Tensor) throws(TorchError) -> Tensor {
        try left.with(right, "*", ht_multiply)
    }

    /// Divides element by element.
    public static func / (left: Tensor, right: Tensor) throws(TorchError) -> Tensor {
        try left.with(right, "/", ht_divide)
    }

    /// Adds a number to every element.
    public static func + (left: Tensor, right: Double) throws(TorchError) -> Tensor {
        try Operators.addScalar(.tensor(left), .real(right))
    }

    /// Subtracts a number from every element.
    public static func - (left: Tensor, right: Double) throws(TorchError) -> Tensor {
        try Operators.subtractScalar(.tensor(left), .real(right))
    }

    /// Multiplies every element by a number.
    public static func * (left: Tensor, right: Double) throws(TorchError) -> Tensor {
        try Operators.multiplyScalar(.tensor(left), .real(right))
    }

    /// Multiplies every element by a number.
    public static func * (left: Double, right: Tensor) throws(TorchError) -> Tensor { try right * left }

    /// Divides every element by a number.
    public static func / (left: Tensor, right: Double) throws(TorchError) -> Tensor {
        try Operators.divideScalar(.tensor(left), .real(right))
    }

    /// Negates every element.
    public static prefix func - (tensor: Tensor) throws(TorchError) -> Tensor {
        try Operators.negate(.tensor(tensor))
    }

    /// The product of matrices: `[.., n, k] x [.., k, m]` is `[.., n, m]`.
    public func matmul(_ right: Tensor) throws(TorchError) -> Tensor { try with(right, "matmul", ht_matmul) }

    /// Compares element by element; the result is of type `bool`.
    public func equal(_ other: Tensor) throws(TorchError) -> Tensor {
        try Operators.equal(.tensor(self), .tensor(other))
    }

    /// The exponential of every element.
    public func exp() throws(TorchError) -> Tensor { try Operators.exp(.tensor(self)) }

    /// The natural logarithm of every element.
    public func log() throws(TorchError) -> Tensor { try Operators.log(.tensor(self)) }

    /// One over every element.
    public func reciprocal() throws(TorchError) -> Tensor { try Operators.reciprocal(.tensor(self)) }

    /// The square root of every element.
    public func squareRoot() throws(TorchError) -> Tensor { try Operators.sqrt(.tensor(self)) }

    /// The absolute value of every element.
    public func absolute() throws(TorchError) -> Tensor { try Operators.abs(.tensor(self)) }

    private func with(
        _ right: Tensor,
        _ operation: StaticString,
        _ call: (ht_tensor?, ht_tensor?, UnsafeMutablePointer<ht_tensor?>?) -> ht_status
    ) throws(TorchError) -> Tensor {
        try withResult(operation) { left, out in right.withHandle { call(left, $0, out) } }
    }
}

private enum Operators {
    static let addScalar = Operator("aten::add", "Scalar")
    static let subtractScalar = Operator("aten::sub", "Scalar")
    static let multiplyScalar = Operator("aten::mul", "Scalar")
    static let divideScalar = Operator("aten::div", "Scalar")
    static let negate = Operator("aten::neg")
    static let equal = Operator("aten::eq", "Tensor")
    static let exp = Operator("aten::exp")
    static let log = Operator("aten::log")
    static let reciprocal = Operator("aten::reciprocal")
    static let sqrt = Operator("aten::sqrt")
    static let abs = Operator("aten::abs")
}
