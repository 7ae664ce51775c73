extension Tensor {
    /// The greatest elements along one dimension in descending order, and their indices, `int64`.
    public func topK(
        _ count: Int,
        dimension: Int = -1
    ) throws(TorchError) -> (values: Tensor, indices: Tensor) {
        try Operators.topK.pair(.tensor(self), .integer(count), .integer(dimension))
    }

    /// The elements along one dimension in order, and their indices, `int64`; equal ones stay in theirs.
    public func sorted(
        dimension: Int = -1,
        descending: Bool = false
    ) throws(TorchError) -> (values: Tensor, indices: Tensor) {
        try Operators.sort.pair(.tensor(self), .truth(true), .integer(dimension), .truth(descending))
    }

    /// Where values would be inserted into this tensor, whose last dimension ascends: `int64`, in the shape of the values.
    ///
    /// - Parameter right: whether behind elements that are equal, and not before them.
    public func searchSorted(_ values: Tensor, right: Bool = false) throws(TorchError) -> Tensor {
        try Operators.searchSorted(.tensor(self), .tensor(values), .truth(false), .truth(right))
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
