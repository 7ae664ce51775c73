extension Tensor {
    /// The sum of all elements.
    public func sum() throws(TorchError) -> Tensor { try Operators.sum(.tensor(self)) }

    /// The sums along one dimension.
    public func sum(dimension: Int, keepDimension: Bool = false) throws(TorchError) -> Tensor {
        try sum(dimensions: [dimension], keepDimension: keepDimension)
    }

    /// The sums along several dimensions.
    public func sum(dimensions: [Int], keepDimension: Bool = false) throws(TorchError) -> Tensor {
        try Operators.sumAlong(.tensor(self), .integers(dimensions), .boolean(keepDimension))
    }

    /// The mean of all elements.
    public func mean() throws(TorchError) -> Tensor { try Operators.mean(.tensor(self)) }

    /// The means along one dimension.
    public func mean(dimension: Int, keepDimension: Bool = false) throws(TorchError) -> Tensor {
        try mean(dimensions: [dimension], keepDimension: keepDimension)
    }

    /// The means along several dimensions.
    public func mean(dimensions: [Int], keepDimension: Bool = false) throws(TorchError) -> Tensor {
        try Operators.meanAlong(.tensor(self), .integers(dimensions), .boolean(keepDimension))
    }

    /// The variances along several dimensions.
    ///
    /// - Parameter correction: the number subtracted from the element count in the divisor: 1 for the unbiased
    ///   estimate.
    public func variance(
        dimensions: [Int],
        correction: Int = 1,
        keepDimension: Bool = false
    ) throws(TorchError) -> Tensor {
        try Operators.variance(.tensor(self), .integers(dimensions), .integer(correction), .boolean(keepDimension))
    }

    /// The Euclidean norm of all elements.
    public func norm() throws(TorchError) -> Tensor { try Operators.norm(.tensor(self)) }

    /// The Euclidean norms along several dimensions.
    public func norm(dimensions: [Int], keepDimension: Bool = false) throws(TorchError) -> Tensor {
        try Operators.norm(.tensor(self), .integer(2), .integers(dimensions), .boolean(keepDimension))
    }

    /// The maximum of all elements.
    public func maximum() throws(TorchError) -> Tensor { try Operators.max(.tensor(self)) }

    /// The maxima along one dimension.
    public func maximum(dimension: Int, keepDimension: Bool = false) throws(TorchError) -> Tensor {
        try Operators.maxAlong(.tensor(self), .integers([dimension]), .boolean(keepDimension))
    }

    /// The minimum of all elements.
    public func minimum() throws(TorchError) -> Tensor { try Operators.min(.tensor(self)) }

    /// The minima along one dimension.
    public func minimum(dimension: Int, keepDimension: Bool = false) throws(TorchError) -> Tensor {
        try Operators.minAlong(.tensor(self), .integers([dimension]), .boolean(keepDimension))
    }

    /// The index of the maximum along one dimension, as `int64`.
    public func argmax(dimension: Int) throws(TorchError) -> Tensor {
        try Operators.argmax(.tensor(self), .integer(dimension))
    }

    /// The index of the minimum along one dimension, as `int64`.
    public func argmin(dimension: Int) throws(TorchError) -> Tensor {
        try Operators.argmin(.tensor(self), .integer(dimension))
    }

    /// The softmax along one dimension: positive, and summing to 1.
    public func softmax(dimension: Int) throws(TorchError) -> Tensor {
        try Operators.softmax(.tensor(self), .integer(dimension))
    }

    /// The logarithm of the softmax along one dimension.
    public func logSoftmax(dimension: Int) throws(TorchError) -> Tensor {
        try Operators.logSoftmax(.tensor(self), .integer(dimension))
    }

    /// The logarithm of the sum of the exponentials along one dimension.
    public func logSumExp(dimension: Int, keepDimension: Bool = false) throws(TorchError) -> Tensor {
        try Operators.logSumExp(.tensor(self), .integers([dimension]), .boolean(keepDimension))
    }

    /// The cumulative sums along one dimension.
    public func cumsum(dimension: Int) throws(TorchError) -> Tensor {
        try Operators.cumsum(.tensor(self), .integer(dimension))
    }

    /// The cumulative products along one dimension.
    public func cumprod(dimension: Int) throws(TorchError) -> Tensor {
        try Operators.cumprod(.tensor(self), .integer(dimension))
    }
}

private enum Operators {
    static let sum = Operator("aten::sum")
    static let sumAlong = Operator("aten::sum", "dim_IntList")
    static let mean = Operator("aten::mean")
    static let meanAlong = Operator("aten::mean", "dim")
    static let variance = Operator("aten::var", "correction")
    static let norm = Operator("aten::linalg_vector_norm")
    static let max = Operator("aten::max")
    static let maxAlong = Operator("aten::amax")
    static let min = Operator("aten::min")
    static let minAlong = Operator("aten::amin")
    static let argmax = Operator("aten::argmax")
    static let argmin = Operator("aten::argmin")
    static let softmax = Operator("aten::softmax", "int")
    static let logSoftmax = Operator("aten::log_softmax", "int")
    static let logSumExp = Operator("aten::logsumexp")
    static let cumsum = Operator("aten::cumsum")
    static let cumprod = Operator("aten::cumprod")
}
