internal import CHeadroomTorch

extension Tensor {
    /// Adds elementwise; shapes are broadcast as in PyTorch.
    public static func + (left: Tensor, right: Tensor) throws(TorchError) -> Tensor {
        try left.with(right, "+", ht_add)
    }

    /// Subtracts elementwise.
    public static func - (left: Tensor, right: Tensor) throws(TorchError) -> Tensor {
        try left.with(right, "-", ht_subtract)
    }

    /// Multiplies elementwise.
    public static func * (left: Tensor, right: Tensor) throws(TorchError) -> Tensor {
        try left.with(right, "*", ht_multiply)
    }

    /// Divides elementwise.
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

    /// Subtracts every element from a number.
    public static func - (left: Double, right: Tensor) throws(TorchError) -> Tensor {
        try Operators.subtractFrom(.tensor(right), .real(left))
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

    /// Divides a number by every element.
    public static func / (left: Double, right: Tensor) throws(TorchError) -> Tensor { try right.reciprocal() * left }

    /// Adds an integer to every element; integers stay integers.
    public static func + (left: Tensor, right: Int) throws(TorchError) -> Tensor {
        try Operators.addScalar(.tensor(left), .integer(right))
    }

    /// Subtracts an integer from every element; integers stay integers.
    public static func - (left: Tensor, right: Int) throws(TorchError) -> Tensor {
        try Operators.subtractScalar(.tensor(left), .integer(right))
    }

    /// Subtracts every element from an integer; integers stay integers.
    public static func - (left: Int, right: Tensor) throws(TorchError) -> Tensor {
        try Operators.subtractFrom(.tensor(right), .integer(left))
    }

    /// Multiplies every element by an integer; integers stay integers.
    public static func * (left: Tensor, right: Int) throws(TorchError) -> Tensor {
        try Operators.multiplyScalar(.tensor(left), .integer(right))
    }

    /// Multiplies every element by an integer; integers stay integers.
    public static func * (left: Int, right: Tensor) throws(TorchError) -> Tensor { try right * left }

    /// Divides every element by an integer; the quotients are real numbers.
    public static func / (left: Tensor, right: Int) throws(TorchError) -> Tensor {
        try Operators.divideScalar(.tensor(left), .integer(right))
    }

    /// Negates every element.
    public static prefix func - (tensor: Tensor) throws(TorchError) -> Tensor {
        try Operators.negate(.tensor(tensor))
    }

    /// The product of matrices: `[.., n, k] x [.., k, m]` is `[.., n, m]`.
    public func matmul(_ right: Tensor) throws(TorchError) -> Tensor { try with(right, "matmul", ht_matmul) }

    /// The sum of products over the indices missing from the output, for instance `bhtd,bhsd->bhts`.
    public static func einsum(_ equation: String, _ tensors: Tensor...) throws(TorchError) -> Tensor {
        try Operators.einsum(.text(equation), .tensors(tensors))
    }

    /// Every element raised to a power.
    public func pow(_ exponent: Double) throws(TorchError) -> Tensor {
        try Operators.powScalar(.tensor(self), .real(exponent))
    }

    /// Elements raised to the powers in another tensor, elementwise.
    public func pow(_ exponent: Tensor) throws(TorchError) -> Tensor {
        try Operators.pow(.tensor(self), .tensor(exponent))
    }

    /// The exponential of every element.
    public func exp() throws(TorchError) -> Tensor { try Operators.exp(.tensor(self)) }

    /// The natural logarithm of every element.
    public func log() throws(TorchError) -> Tensor { try Operators.log(.tensor(self)) }

    /// The natural logarithm of 1 plus every element, exact for small elements.
    public func log1p() throws(TorchError) -> Tensor { try Operators.log1p(.tensor(self)) }

    /// The sine of every element, in radians.
    public func sin() throws(TorchError) -> Tensor { try Operators.sin(.tensor(self)) }

    /// The cosine of every element, in radians.
    public func cos() throws(TorchError) -> Tensor { try Operators.cos(.tensor(self)) }

    /// The reciprocal of every element.
    public func reciprocal() throws(TorchError) -> Tensor { try Operators.reciprocal(.tensor(self)) }

    /// The square root of every element.
    public func squareRoot() throws(TorchError) -> Tensor { try Operators.sqrt(.tensor(self)) }

    /// The reciprocal of the square root of every element.
    public func reciprocalSquareRoot() throws(TorchError) -> Tensor { try Operators.rsqrt(.tensor(self)) }

    /// The absolute value of every element.
    public func absolute() throws(TorchError) -> Tensor { try Operators.abs(.tensor(self)) }

    /// The sign of every element: -1, 0 or 1.
    public func sign() throws(TorchError) -> Tensor { try Operators.sign(.tensor(self)) }

    /// Every element rounded down.
    public func floor() throws(TorchError) -> Tensor { try Operators.floor(.tensor(self)) }

    /// Limits every element to a range; a nil bound is unlimited.
    public func clamp(_ low: Double?, _ high: Double?) throws(TorchError) -> Tensor {
        try Operators.clamp(
            .tensor(self),
            low.map(Operator.Argument.real) ?? .none,
            high.map(Operator.Argument.real) ?? .none
        )
    }

    /// The elementwise minimum of two tensors.
    public func minimum(_ other: Tensor) throws(TorchError) -> Tensor {
        try Operators.minimum(.tensor(self), .tensor(other))
    }

    /// The elementwise maximum of two tensors.
    public func maximum(_ other: Tensor) throws(TorchError) -> Tensor {
        try Operators.maximum(.tensor(self), .tensor(other))
    }

    /// Multiplies every element by a number, in place.
    public func multiply(by factor: Double) throws(TorchError) {
        _ = try Operators.multiplyScalarInPlace(.tensor(self), .real(factor))
    }

    /// Multiplies elementwise, in place.
    public func multiply(by other: Tensor) throws(TorchError) {
        _ = try Operators.multiplyInPlace(.tensor(self), .tensor(other))
    }

    /// Adds an integer to every element, in place.
    public func add(_ number: Int) throws(TorchError) {
        _ = try Operators.addScalarInPlace(.tensor(self), .integer(number))
    }

    /// Adds a multiple of another tensor to this one, in place.
    public func add(_ other: Tensor, times factor: Double = 1) throws(TorchError) {
        _ = try Operators.addInPlace(.tensor(self), .tensor(other), .real(factor))
    }

    /// Linear interpolation to another tensor, in place: `self + weight * (other - self)`.
    public func interpolate(towards other: Tensor, _ weight: Double) throws(TorchError) {
        _ = try Operators.lerpInPlace(.tensor(self), .tensor(other), .real(weight))
    }

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
    static let subtractFrom = Operator("aten::rsub", "Scalar")
    static let multiplyScalar = Operator("aten::mul", "Scalar")
    static let divideScalar = Operator("aten::div", "Scalar")
    static let negate = Operator("aten::neg")
    static let einsum = Operator("aten::einsum")
    static let powScalar = Operator("aten::pow", "Tensor_Scalar")
    static let pow = Operator("aten::pow", "Tensor_Tensor")
    static let exp = Operator("aten::exp")
    static let log = Operator("aten::log")
    static let log1p = Operator("aten::log1p")
    static let sin = Operator("aten::sin")
    static let cos = Operator("aten::cos")
    static let reciprocal = Operator("aten::reciprocal")
    static let sqrt = Operator("aten::sqrt")
    static let rsqrt = Operator("aten::rsqrt")
    static let abs = Operator("aten::abs")
    static let sign = Operator("aten::sign")
    static let floor = Operator("aten::floor")
    static let clamp = Operator("aten::clamp")
    static let minimum = Operator("aten::minimum")
    static let maximum = Operator("aten::maximum")
    static let multiplyScalarInPlace = Operator("aten::mul_", "Scalar")
    static let multiplyInPlace = Operator("aten::mul_", "Tensor")
    static let addScalarInPlace = Operator("aten::add_", "Scalar")
    static let addInPlace = Operator("aten::add_", "Tensor")
    static let lerpInPlace = Operator("aten::lerp_", "Scalar")
}
