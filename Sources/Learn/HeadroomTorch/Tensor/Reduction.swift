extension Tensor {
    /// The sum of all elements.
    public func sum() throws(TorchError) -> Tensor { try Operators.sum(.tensor(self)) }

    /// The sums along one dimension.
    public func sum(dimension: Int, keepDimension: Bool = false) throws(TorchError) -> Tensor {
        try Operators.sumAlong(.tensor(self), .integers([dimension]), .truth(keepDimension))
    }

    /// The mean of all elements.
    public func mean() throws(TorchError) -> Tensor { try Operators.mean(.tensor(self)) }

    /// The means along one dimension.
    public func mean(dimension: Int, keepDimension: Bool = false) throws(TorchError) -> Tensor {
        try Operators.meanAlong(.tensor(self), .integers([dimension]), .truth(keepDimension))
    }

    /// The greatest of all elements.
    public func maximum() throws(TorchError) -> Tensor { try Operators.max(.tensor(self)) }

    /// The greatest elements along one dimension.
    public func maximum(dimension: Int) throws(TorchError) -> Tensor {
        try Operators.maxAlong(.tensor(self), .integers([dimension]))
    }

    /// The index of the greatest element along one dimension, as `int64`.
    public func argmax(dimension: Int) throws(TorchError) -> Tensor {
        try Operators.argmax(.tensor(self), .integer(dimension))
    }

    /// The softmax along one dimension: positive, and summing to 1.
    public func softmax(dimension: Int) throws(TorchError) -> Tensor {
        try Operators.softmax(.tensor(self), .integer(dimension))
    }

    /// The logarithm of the softmax along one dimension.
    public func logSoftmax(dimension: Int) throws(TorchError) -> Tensor {
        try Operators.logSoftmax(.tensor(self), .integer(dimension))
    }
}

private enum Operators {
    static let sum = Operator("aten::sum")
    static let sumAlong = Operator("aten::sum", "dim_IntList")
    static let mean = Operator("aten::mean")
    static let meanAlong = Operator("aten::mean", "dim")
    static let max = Operator("aten::max")
    static let maxAlong = Operator("aten::amax")
    static let argmax = Operator("aten::argmax")
    static let softmax = Operator("aten::softmax", "int")
    static let logSoftmax = Operator("aten::log_softmax", "int")
}
