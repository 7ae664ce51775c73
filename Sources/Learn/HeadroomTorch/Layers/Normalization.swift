/// Batch normalization over `[batch, channels]`, `[batch, channels, length]`.
public typealias BatchNorm1d = BatchNorm
/// Batch normalization over `[batch, channels, height, width]`.
public typealias BatchNorm2d = BatchNorm
/// Batch normalization over `[batch, channels, depth, height, width]`.
public typealias BatchNorm3d = BatchNorm

/// Batch normalization: each channel is shifted and scaled to mean 0 and variance 1.
///
/// Ioffe and Szegedy 2015. `[batch, channels, ..]` to the same shape. In training the statistics are those of the
/// batch; otherwise the running ones, which are also used for a single value per channel, which has no variance.
public class BatchNorm: Module, Layer {
    /// The learned scale, `[channels]`.
    public let weight: Tensor
    /// The learned shift, `[channels]`.
    public let bias: Tensor
    /// The running mean, `[channels]`.
    @Buffer public private(set) var runningMean: Tensor
    /// The running variance, `[channels]`, an unbiased estimate.
    @Buffer public private(set) var runningVar: Tensor
    /// Number of batches in the running statistics, one `int64`.
    @Buffer public private(set) var numBatchesTracked: Tensor

    private let momentum: Double
    private let epsilon: Double

    /// Makes a layer.
    ///
    /// - Parameters:
    ///   - channels: the number of channels, the second extent of the input.
    ///   - momentum: the share of the latest batch in the running statistics.
    ///   - epsilon: the constant added to the variance.
    public init(_ channels: Int, momentum: Double = 0.1, epsilon: Double = 1e-5) throws(TorchError) {
        weight = try .ones([channels]).requiresGradient(true)
        bias = try .zeros([channels]).requiresGradient(true)
        _runningMean = Buffer(wrappedValue: try .zeros([channels]))
        _runningVar = Buffer(wrappedValue: try .ones([channels]))
        _numBatchesTracked = Buffer(wrappedValue: try .zeros([], .int64))
        self.momentum = momentum
        self.epsilon = epsilon
    }

    /// `[batch, channels, ..]` to the same shape.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        let usesBatch = isTraining && input.elementCount > weight.elementCount
        if usesBatch { try numBatchesTracked.add(1) }
        let output = try Operators.batchNorm(
            .tensor(input),
            .tensor(weight),
            .tensor(bias),
            .tensor(runningMean),
            .tensor(runningVar),
            .boolean(usesBatch),
            .real(momentum),
            .real(epsilon),
            .boolean(true)
        )
        try record?.add(self, input: input, output: output)
        return output
    }
}

/// Ghost batch normalization: in training the statistics are those of small parts of a batch.
///
/// Hoffer et al. 2017, arXiv 1705.08741. `[batch, channels, ..]` to the same shape. The statistics of a large batch are
/// then as noisy as those of small ones. Each part updates the running statistics in turn, which are used outside
/// training.
public final class GhostBatchNorm: BatchNorm {
    /// Minimum number of samples in a part.
    public let samples: Int

    /// Makes a layer.
    ///
    /// - Parameters:
    ///   - channels: the number of channels, the second extent of the input.
    ///   - samples: the number of samples in a part. Where it does not divide the batch, the parts are larger and as
    ///   equal as possible.
    public init(_ channels: Int, samples: Int) throws(TorchError) {
        guard samples > 0 else {
            throw invalidArgument("GhostBatchNorm", "parts of \(samples) samples; at least 1 is needed")
        }
        self.samples = samples
        try super.init(channels)
    }

    /// `[batch, channels, ..]` to the same shape.
    override public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        let batch = input.shape[0]
        let count = batch / samples
        guard isTraining, count > 1 else { return try super.callAsFunction(input) }
        var parts: [Tensor] = []
        for part in 0..<count {
            let start = part * batch / count
            let end = (part + 1) * batch / count
            parts.append(try super.callAsFunction(input.narrow(dimension: 0, start: start, length: end - start)))
        }
        return try .concatenate(parts)
    }
}

/// Layer normalization: the features of each position are shifted and scaled to mean 0 and variance 1.
///
/// Ba et al. 2016, arXiv 1607.06450. `[.., features]` to the same shape.
public final class LayerNorm: Module, Layer {
    /// The learned scale, of the normalized shape.
    public let weight: Tensor
    /// The learned shift, of the normalized shape; or nil.
    public let bias: Tensor?

    private let shape: [Int]
    private let epsilon: Double

    /// Makes a layer for the last dimension.
    ///
    /// - Parameters:
    ///   - features: the number of features, the last extent of the input.
    ///   - epsilon: the constant added to the variance.
    ///   - bias: whether a shift is learned.
    public convenience init(_ features: Int, epsilon: Double = 1e-5, bias: Bool = true) throws(TorchError) {
        try self.init(shape: [features], epsilon: epsilon, bias: bias)
    }

    /// Makes a layer for the last dimensions, which are normalized together.
    public init(shape: [Int], epsilon: Double = 1e-5, bias: Bool = true) throws(TorchError) {
        weight = try .ones(shape).requiresGradient(true)
        self.bias = bias ? try .zeros(shape).requiresGradient(true) : nil
        self.shape = shape
        self.epsilon = epsilon
    }

    /// `[.., features]` to the same shape.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        let output = try Operators.layerNorm(
            .tensor(input),
            .integers(shape),
            .tensor(weight),
            .optional(bias),
            .real(epsilon)
        )
        try record?.add(self, input: input, output: output)
        return output
    }
}

/// Group normalization: the channels of each sample are shifted and scaled in groups to mean 0 and variance 1.
///
/// Wu and He 2018, arXiv 1803.08494. `[batch, channels, ..]` to the same shape.
public final class GroupNorm: Module, Layer {
    /// The learned scale, `[channels]`.
    public let weight: Tensor
    /// The learned shift, `[channels]`.
    public let bias: Tensor

    private let groups: Int
    private let epsilon: Double

    /// Makes a layer.
    ///
    /// - Parameters:
    ///   - groups: the number of groups, a divisor of `channels`.
    ///   - channels: the number of channels, the second extent of the input.
    ///   - epsilon: the constant added to the variance.
    public init(groups: Int, _ channels: Int, epsilon: Double = 1e-5) throws(TorchError) {
        guard groups > 0, channels > 0, channels.isMultiple(of: groups) else {
            throw invalidArgument("GroupNorm", "\(groups) groups do not divide \(channels) channels")
        }
        weight = try .ones([channels]).requiresGradient(true)
        bias = try .zeros([channels]).requiresGradient(true)
        self.groups = groups
        self.epsilon = epsilon
    }

    /// `[batch, channels, ..]` to the same shape.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        let output = try Operators.groupNorm(
            .tensor(input),
            .integer(groups),
            .tensor(weight),
            .tensor(bias),
            .real(epsilon)
        )
        try record?.add(self, input: input, output: output)
        return output
    }
}

/// Instance normalization over `[batch, channels, length]`.
public typealias InstanceNorm1d = InstanceNorm
/// Instance normalization over `[batch, channels, height, width]`.
public typealias InstanceNorm2d = InstanceNorm
/// Instance normalization over `[batch, channels, depth, height, width]`.
public typealias InstanceNorm3d = InstanceNorm

/// Instance normalization: each channel of each sample is shifted and scaled to mean 0 and variance 1.
///
/// Ulyanov et al. 2016, arXiv 1607.08022. `[batch, channels, ..]` to the same shape, in training and evaluation.
public final class InstanceNorm: Module, Layer {
    /// The learned scale, `[channels]`; or nil.
    public let weight: Tensor?
    /// The learned shift, `[channels]`; or nil.
    public let bias: Tensor?

    private let epsilon: Double

    /// Makes a layer.
    ///
    /// - Parameters:
    ///   - channels: the number of channels, the second extent of the input.
    ///   - epsilon: the constant added to the variance.
    ///   - affine: whether a scale and a shift are learned.
    public init(_ channels: Int, epsilon: Double = 1e-5, affine: Bool = false) throws(TorchError) {
        weight = affine ? try .ones([channels]).requiresGradient(true) : nil
        bias = affine ? try .zeros([channels]).requiresGradient(true) : nil
        self.epsilon = epsilon
    }

    /// `[batch, channels, ..]` to the same shape.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        let output = try Operators.instanceNorm(
            .tensor(input),
            .optional(weight),
            .optional(bias),
            .none,
            .none,
            .boolean(true),
            .real(0.1),
            .real(epsilon),
            .boolean(true)
        )
        try record?.add(self, input: input, output: output)
        return output
    }
}

private enum Operators {
    static let batchNorm = Operator("aten::batch_norm")
    static let layerNorm = Operator("aten::layer_norm")
    static let groupNorm = Operator("aten::group_norm")
    static let instanceNorm = Operator("aten::instance_norm")
}
