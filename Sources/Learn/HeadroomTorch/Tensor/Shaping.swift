internal import CHeadroomTorch

extension Tensor {
    /// The same elements in another shape; one extent may be -1, and follows from the others.
    public func reshape(_ shape: [Int]) throws(TorchError) -> Tensor {
        try Operators.reshape(.tensor(self), .integers(shape))
    }

    /// The same elements with the dimensions `from` through `through` made one; -1 is the last.
    public func flatten(from: Int = 0, through: Int = -1) throws(TorchError) -> Tensor {
        try withResult("flatten") { ht_flatten($0, Int64(from), Int64(through), $1) }
    }

    /// The slices at `indices`, a tensor of rank 1 and type `int64`, along one dimension: how a batch is gathered.
    public func indexSelect(dimension: Int, indices: Tensor) throws(TorchError) -> Tensor {
        try withResult("indexSelect") { input, out in
            indices.withHandle { ht_index_select(input, Int64(dimension), $0, out) }
        }
    }

    /// The elements at `indices`, type `int64`, along one dimension: of every row the one that its index names.
    public func gather(dimension: Int, indices: Tensor) throws(TorchError) -> Tensor {
        try Operators.gather(.tensor(self), .integer(dimension), .tensor(indices))
    }

    /// The slices from `start` on, `length` of them, along one dimension; shares the memory of this tensor.
    public func narrow(dimension: Int, start: Int, length: Int) throws(TorchError) -> Tensor {
        try Operators.narrow(.tensor(self), .integer(dimension), .integer(start), .integer(length))
    }

    /// The same elements with two dimensions swapped.
    public func transpose(_ first: Int, _ second: Int) throws(TorchError) -> Tensor {
        try Operators.transpose(.tensor(self), .integer(first), .integer(second))
    }

    /// The same elements with the dimensions in another order.
    public func permute(_ dimensions: [Int]) throws(TorchError) -> Tensor {
        try Operators.permute(.tensor(self), .integers(dimensions))
    }

    /// The same elements with a dimension of extent 1 inserted.
    public func unsqueeze(_ dimension: Int) throws(TorchError) -> Tensor {
        try Operators.unsqueeze(.tensor(self), .integer(dimension))
    }

    /// The same elements without a dimension of extent 1.
    public func squeeze(_ dimension: Int) throws(TorchError) -> Tensor {
        try Operators.squeeze(.tensor(self), .integer(dimension))
    }

    /// The tensors one after the other along one dimension.
    public static func concatenate(_ tensors: [Tensor], dimension: Int = 0) throws(TorchError) -> Tensor {
        try Operators.concatenate(.tensors(tensors), .integer(dimension))
    }
}

private enum Operators {
    static let reshape = Operator("aten::reshape")
    static let gather = Operator("aten::gather")
    static let narrow = Operator("aten::narrow")
    static let transpose = Operator("aten::transpose", "int")
    static let permute = Operator("aten::permute")
    static let unsqueeze = Operator("aten::unsqueeze")
    static let squeeze = Operator("aten::squeeze", "dim")
    static let concatenate = Operator("aten::cat")
}
