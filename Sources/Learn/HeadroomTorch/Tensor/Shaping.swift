internal import CHeadroomTorch

extension Tensor {
    /// The same elements in another shape; one extent may be -1, and is computed from the others.
    public func reshape(_ shape: [Int]) throws(TorchError) -> Tensor {
        try Operators.reshape(.tensor(self), .integers(shape))
    }

    /// The same elements with the dimensions `from` through `through` merged; -1 is the last.
    public func flatten(from: Int = 0, through: Int = -1) throws(TorchError) -> Tensor {
        try withResult("flatten") { ht_flatten($0, Int64(from), Int64(through), $1) }
    }

    /// The same elements with two dimensions swapped.
    public func transpose(_ first: Int, _ second: Int) throws(TorchError) -> Tensor {
        try Operators.transpose(.tensor(self), .integer(first), .integer(second))
    }

    /// The same elements with the dimensions permuted.
    public func permute(_ dimensions: [Int]) throws(TorchError) -> Tensor {
        try Operators.permute(.tensor(self), .integers(dimensions))
    }

    /// The same elements, contiguous in memory in row-major order.
    public func contiguous() throws(TorchError) -> Tensor { try Operators.contiguous(.tensor(self)) }

    /// The same elements with a dimension of extent 1 inserted.
    public func unsqueeze(_ dimension: Int) throws(TorchError) -> Tensor {
        try Operators.unsqueeze(.tensor(self), .integer(dimension))
    }

    /// The same elements without a dimension of extent 1.
    public func squeeze(_ dimension: Int) throws(TorchError) -> Tensor {
        try Operators.squeeze(.tensor(self), .integer(dimension))
    }

    /// The elements repeated along dimensions of extent 1, without a copy; -1 leaves a dimension as it is.
    public func expand(_ shape: [Int]) throws(TorchError) -> Tensor {
        try Operators.expand(.tensor(self), .integers(shape))
    }

    /// The tensor repeated along each dimension.
    public func repeated(_ counts: [Int]) throws(TorchError) -> Tensor {
        try Operators.repeated(.tensor(self), .integers(counts))
    }

    /// The elements in reverse order along some dimensions.
    public func flip(_ dimensions: [Int]) throws(TorchError) -> Tensor {
        try Operators.flip(.tensor(self), .integers(dimensions))
    }

    /// The elements shifted cyclically along some dimensions.
    public func roll(_ shifts: [Int], dimensions: [Int]) throws(TorchError) -> Tensor {
        try Operators.roll(.tensor(self), .integers(shifts), .integers(dimensions))
    }

    /// The tensor padded with a constant.
    ///
    /// - Parameter widths: the numbers of elements before and after, for the last dimension first, then the one before
    ///   it, and so on.
    public func pad(_ widths: [Int], value: Double = 0) throws(TorchError) -> Tensor {
        try Operators.pad(.tensor(self), .integers(widths), .text("constant"), .real(value))
    }

    /// The elements on and below a diagonal of the last two dimensions, with zeros above.
    public func lowerTriangle(diagonal: Int = 0) throws(TorchError) -> Tensor {
        try Operators.lowerTriangle(.tensor(self), .integer(diagonal))
    }

    /// The tensors concatenated along one dimension.
    public static func concatenate(_ tensors: [Tensor], dimension: Int = 0) throws(TorchError) -> Tensor {
        try Operators.concatenate(.tensors(tensors), .integer(dimension))
    }

    /// Tensors of one shape stacked along a new dimension.
    public static func stack(_ tensors: [Tensor], dimension: Int = 0) throws(TorchError) -> Tensor {
        try Operators.stack(.tensors(tensors), .integer(dimension))
    }

    /// Parts of a given length along one dimension, the last possibly shorter; they share the memory of this tensor.
    public func split(_ length: Int, dimension: Int = 0) throws(TorchError) -> [Tensor] {
        try Operators.split.call([.tensor(self), .integer(length), .integer(dimension)])
    }

    /// The slices along one dimension, which is removed; they share the memory of this tensor.
    public func unbind(dimension: Int = 0) throws(TorchError) -> [Tensor] {
        try Operators.unbind.call([.tensor(self), .integer(dimension)])
    }
}

private enum Operators {
    static let reshape = Operator("aten::reshape")
    static let transpose = Operator("aten::transpose", "int")
    static let permute = Operator("aten::permute")
    static let contiguous = Operator("aten::contiguous")
    static let unsqueeze = Operator("aten::unsqueeze")
    static let squeeze = Operator("aten::squeeze", "dim")
    static let expand = Operator("aten::expand")
    static let repeated = Operator("aten::repeat")
    static let flip = Operator("aten::flip")
    static let roll = Operator("aten::roll")
    static let pad = Operator("aten::pad")
    static let lowerTriangle = Operator("aten::tril")
    static let concatenate = Operator("aten::cat")
    static let stack = Operator("aten::stack")
    static let split = Operator("aten::split", "Tensor")
    static let unbind = Operator("aten::unbind", "int")
}
