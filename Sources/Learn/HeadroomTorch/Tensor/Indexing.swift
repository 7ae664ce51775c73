internal import CHeadroomTorch

extension Tensor {
    /// The slices at `indices`, a tensor of rank 1 and type `int64`, along one dimension: how a batch is gathered.
    public func indexSelect(dimension: Int, indices: Tensor) throws(TorchError) -> Tensor {
        try withResult("indexSelect") { input, out in
            indices.withHandle { ht_index_select(input, Int64(dimension), $0, out) }
        }
    }

    /// The slice at one index along one dimension, which it no longer has; shares the memory of this tensor.
    public func select(dimension: Int, _ index: Int) throws(TorchError) -> Tensor {
        try Operators.select(.tensor(self), .integer(dimension), .integer(index))
    }

    /// The elements at `indices`, type `int64`, along one dimension: of every row the one that its index names.
    public func gather(dimension: Int, indices: Tensor) throws(TorchError) -> Tensor {
        try Operators.gather(.tensor(self), .integer(dimension), .tensor(indices))
    }

    /// This tensor with elements added at `indices`, type `int64`, along one dimension.
    public func scatterAdd(dimension: Int, indices: Tensor, _ source: Tensor) throws(TorchError) -> Tensor {
        try Operators.scatterAdd(.tensor(self), .integer(dimension), .tensor(indices), .tensor(source))
    }

    /// The slices from `start` on, `length` of them, along one dimension; shares the memory of this tensor.
    public func narrow(dimension: Int, start: Int, length: Int) throws(TorchError) -> Tensor {
        try Operators.narrow(.tensor(self), .integer(dimension), .integer(start), .integer(length))
    }

    /// The elements that index tensors name, one for each dimension and nil for all of it: `x[rows, :, columns]` in
    /// PyTorch is `x.index([rows, nil, columns])`.
    ///
    /// Index tensors are `int64`, and broadcast together; or `bool` of the extents of the dimensions they stand for.
    public func index(_ indices: [Tensor?]) throws(TorchError) -> Tensor {
        try Operators.index(.tensor(self), .optionals(indices))
    }

    /// Overwrites the elements that index tensors name, in place.
    ///
    /// - Parameters:
    ///   - indices: as in ``index(_:)``.
    ///   - values: broadcast to the shape of what is named.
    ///   - accumulating: whether they are added instead; also where an element is named several times.
    public func setIndex(_ indices: [Tensor?], to values: Tensor, accumulating: Bool = false) throws(TorchError) {
        _ = try Operators.indexPut(.tensor(self), .optionals(indices), .tensor(values), .truth(accumulating))
    }
}

private enum Operators {
    static let select = Operator("aten::select", "int")
    static let gather = Operator("aten::gather")
    static let scatterAdd = Operator("aten::scatter_add")
    static let narrow = Operator("aten::narrow")
    static let index = Operator("aten::index", "Tensor")
    static let indexPut = Operator("aten::index_put_")
}
