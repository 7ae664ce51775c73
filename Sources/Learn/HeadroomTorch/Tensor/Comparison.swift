extension Tensor {
    /// Whether elements are equal, as `bool`.
    public func equal(_ other: Tensor) throws(TorchError) -> Tensor {
        try Operators.equal(.tensor(self), .tensor(other))
    }

    /// Whether elements differ, as `bool`.
    public func notEqual(_ other: Tensor) throws(TorchError) -> Tensor {
        try Operators.notEqual(.tensor(self), .tensor(other))
    }

    /// Whether elements are less than the other's, as `bool`.
    public static func < (left: Tensor, right: Tensor) throws(TorchError) -> Tensor {
        try Operators.less(.tensor(left), .tensor(right))
    }

    /// Whether elements are less than or equal to the other's, as `bool`.
    public static func <= (left: Tensor, right: Tensor) throws(TorchError) -> Tensor {
        try Operators.lessOrEqual(.tensor(left), .tensor(right))
    }

    /// Whether elements are greater than the other's, as `bool`.
    public static func > (left: Tensor, right: Tensor) throws(TorchError) -> Tensor {
        try Operators.greater(.tensor(left), .tensor(right))
    }

    /// Whether elements are greater than or equal to the other's, as `bool`.
    public static func >= (left: Tensor, right: Tensor) throws(TorchError) -> Tensor {
        try Operators.greaterOrEqual(.tensor(left), .tensor(right))
    }

    /// Whether elements are less than a number, as `bool`.
    public static func < (left: Tensor, right: Double) throws(TorchError) -> Tensor {
        try Operators.lessThanScalar(.tensor(left), .real(right))
    }

    /// Whether elements are less than or equal to a number, as `bool`.
    public static func <= (left: Tensor, right: Double) throws(TorchError) -> Tensor {
        try Operators.lessOrEqualScalar(.tensor(left), .real(right))
    }

    /// Whether elements are greater than a number, as `bool`.
    public static func > (left: Tensor, right: Double) throws(TorchError) -> Tensor {
        try Operators.greaterScalar(.tensor(left), .real(right))
    }

    /// Whether elements are greater than or equal to a number, as `bool`.
    public static func >= (left: Tensor, right: Double) throws(TorchError) -> Tensor {
        try Operators.greaterOrEqualScalar(.tensor(left), .real(right))
    }

    /// Negates every Boolean.
    public static prefix func ! (tensor: Tensor) throws(TorchError) -> Tensor { try Operators.not(.tensor(tensor)) }

    /// Whether elements are finite, as `bool`.
    public func isFinite() throws(TorchError) -> Tensor { try Operators.isFinite(.tensor(self)) }

    /// Whether all elements are true, one `bool`.
    public func all() throws(TorchError) -> Tensor { try Operators.all(.tensor(self)) }

    /// Whether any element is true, one `bool`.
    public func any() throws(TorchError) -> Tensor { try Operators.any(.tensor(self)) }

    /// The elements of `yes` where a condition is true, and of `no` elsewhere; shapes are broadcast.
    public static func `where`(_ condition: Tensor, _ yes: Tensor, _ no: Tensor) throws(TorchError) -> Tensor {
        try Operators.select(.tensor(condition), .tensor(yes), .tensor(no))
    }

    /// The elements, with those where a mask is true replaced by a number.
    public func filled(where mask: Tensor, with value: Double) throws(TorchError) -> Tensor {
        try Operators.fill(.tensor(self), .tensor(mask), .real(value))
    }
}

private enum Operators {
    static let equal = Operator("aten::eq", "Tensor")
    static let notEqual = Operator("aten::ne", "Tensor")
    static let less = Operator("aten::lt", "Tensor")
    static let lessOrEqual = Operator("aten::le", "Tensor")
    static let greater = Operator("aten::gt", "Tensor")
    static let greaterOrEqual = Operator("aten::ge", "Tensor")
    static let lessThanScalar = Operator("aten::lt", "Scalar")
    static let lessOrEqualScalar = Operator("aten::le", "Scalar")
    static let greaterScalar = Operator("aten::gt", "Scalar")
    static let greaterOrEqualScalar = Operator("aten::ge", "Scalar")
    static let not = Operator("aten::logical_not")
    static let isFinite = Operator("aten::isfinite")
    static let all = Operator("aten::all")
    static let any = Operator("aten::any")
    static let select = Operator("aten::where", "self")
    static let fill = Operator("aten::masked_fill", "Scalar")
}
