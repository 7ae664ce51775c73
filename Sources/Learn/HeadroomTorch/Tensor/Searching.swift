extension Tensor {
    /// The `count` greatest elements along one dimension in descending order, and their indices, `int64`.
    public func topK(
        _ count: Int,
        dimension: Int = -1
    ) throws(TorchError) -> (values: Tensor, indices: Tensor) {
        try Operators.topK.pair(.tensor(self), .integer(count), .integer(dimension))
    }

    /// The sorted elements along one dimension and their indices, `int64`; the sort is stable.
    public func sorted(
        dimension: Int = -1,
        descending: Bool = false
    ) throws(TorchError) -> (values: Tensor, indices: Tensor) {
        try Operators.sort.pair(.tensor(self), .boolean(true), .integer(dimension), .boolean(descending))
    }

    /// Insertion indices of values into this tensor, whose last dimension is ascending: `int64`, in the shape of the
    /// values.
    ///
    /// - Parameter right: whether values are inserted after equal elements, not before.
    public func searchSorted(_ values: Tensor, right: Bool = false) throws(TorchError) -> Tensor {
        try Operators.searchSorted(.tensor(self), .tensor(values), .boolean(false), .boolean(right))
    }

    /// The indices of the elements that are not 0: `[elements, rank]`, `int64`.
    public func nonzero() throws(TorchError) -> Tensor { try Operators.nonzero(.tensor(self)) }
}

private enum Operators {
    static let topK = Operator("aten::topk")
    static let sort = Operator("aten::sort", "stable")
    static let searchSorted = Operator("aten::searchsorted", "Tensor")
    static let nonzero = Operator("aten::nonzero")
}
