internal import CHeadroomTorch

extension Tensor {
    /// The slices at `indices`, a tensor of rank 1 and type `int64`, along one dimension, for instance to gather a
    /// batch.
    public func indexSelect(dimension: Int, indices: Tensor) throws(TorchError) -> Tensor {
        try withResult("indexSelect") { input, out in
            indices.withHandle { ht_index_select(input, Int64(dimension), $0, out) }
        }
    }

    /// The slice at one index along one dimension, which is removed; shares the memory of this tensor.
    public func select(dimension: Int, _ index: Int) throws(TorchError) -> Tensor {
        try Operators.select(.tensor(self), .integer(dimension), .integer(index))
    }

    /// The elements at `indices`, type `int64`, along one dimension: one element of every row.
    public func gather(dimension: Int, indices: Tensor) throws(TorchError) -> Tensor {
        try Operators.gather(.tensor(self), .integer(dimension), .tensor(indices))
    }

    /// This tensor with elements added at `indices`, type `int64`, along one dimension.
    public func scatterAdd(dimension: Int, indices: Tensor, _ source: Tensor) throws(TorchError) -> Tensor {
        try Operators.scatterAdd(.tensor(self), .integer(dimension), .tensor(indices), .tensor(source))
    }

    /// The `length` slices from `start` along one dimension; shares the memory of this tensor.
    public func narrow(dimension: Int, start: Int, length: Int) throws(TorchError) -> Tensor {
        try Operators.narrow(.tensor(self), .integer(dimension), .integer(start), .integer(length))
    }

    /// The elements at index tensors, one for each dimension, nil for the whole dimension: `x[rows, :, columns]` in
    /// PyTorch is `x.index([rows, nil, columns])`.
    ///
    /// Index tensors are `int64` and broadcast together, or `bool` with the extents of the dimensions that they index.
    public func index(_ indices: [Tensor?]) throws(TorchError) -> Tensor {
        try Operators.index(.tensor(self), .optionals(indices))
    }

    /// Overwrites the elements at index tensors, in place.
    ///
    /// - Parameters:
    ///   - indices: as in ``index(_:)``.
    ///   - values: broadcast to the shape of the indexed elements.
    ///   - accumulating: whether the values are added instead, also for repeated indices.
    public func setIndex(_ indices: [Tensor?], to values: Tensor, accumulating: Bool = false) throws(TorchError) {
        _ = try Operators.indexPut(.tensor(self), .optionals(indices), .tensor(values), .boolean(accumulating))
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
