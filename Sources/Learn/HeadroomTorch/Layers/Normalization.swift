/// Batch normalization: each channel is shifted and scaled to mean 0 and variance 1.
///
/// Ioffe and Szegedy 2015. `[batch, channels, height, width]`, or `[batch, channels]`, to the same shape. In training the
/// statistics are those of the batch; else the running ones, as for a single value a channel, which has no variance.
public final class BatchNorm2d: Module {
    private static let normalize = Operator("aten::batch_norm")
    private static let increase = Operator("aten::add_", "Scalar")

    /// The learned scale, `[channels]`.
    public let weight: Tensor
    /// The learned shift, `[channels]`.
    public let bias: Tensor
    /// `[channels]`.
    public let runningMean: Tensor
    /// `[channels]`, of the unbiased estimate.
    public let runningVariance: Tensor
    /// How many batches the running statistics have seen, one `int64`.
    public let batchesTracked: Tensor
    /// Whether the statistics of the batch are used, and the running ones updated.
    public var isTraining = true

    private let momentum: Double
    private let epsilon: Double

    /// Makes a layer.
    ///
    /// - Parameters:
    ///   - channels: the second extent of the input.
    ///   - momentum: the share of the newest batch in the running statistics.
    ///   - epsilon: what is added to the variance.
    public init(_ channels: Int, momentum: Double = 0.1, epsilon: Double = 1e-5) throws(TorchError) {
        weight = try .ones([channels]).requiresGradient(true)
        bias = try .zeros([channels]).requiresGradient(true)
        runningMean = try .zeros([channels])
        runningVariance = try .ones([channels])
        batchesTracked = try .zeros([], .int64)
        self.momentum = momentum
        self.epsilon = epsilon
    }

    /// `[batch, channels, height, width]`, or `[batch, channels]`, to the same shape.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        let usesBatch = isTraining && input.elementCount > weight.elementCount
        if usesBatch { _ = try BatchNorm2d.increase(.tensor(batchesTracked), .integer(1)) }
        return try BatchNorm2d.normalize(
            .tensor(input),
            .tensor(weight),
            .tensor(bias),
            .tensor(runningMean),
            .tensor(runningVariance),
            .truth(usesBatch),
            .real(momentum),
            .real(epsilon),
            .truth(true)
        )
    }

    /// `weight` and `bias`.
    public var parameters: [NamedTensor] { named(weight: weight, bias: bias) }

    /// The running statistics, under PyTorch's names.
    public var buffers: [NamedTensor] {
        [
            NamedTensor("running_mean", runningMean),
            NamedTensor("running_var", runningVariance),
            NamedTensor("num_batches_tracked", batchesTracked),
        ]
    }
}

/// Layer normalization: each sample's features are shifted and scaled to mean 0 and variance 1.
///
/// Ba et al. 2016.
public final class LayerNorm: Module {
    private static let normalize = Operator("aten::layer_norm")

    /// The learned scale, `[features]`.
    public let weight: Tensor
    /// The learned shift, `[features]`.
    public let bias: Tensor
    /// Has no effect here.
    public var isTraining = true

    private let features: Int
    private let epsilon: Double

    /// Makes a layer.
    ///
    /// - Parameters:
    ///   - features: the last extent of the input.
    ///   - epsilon: what is added to the variance.
    public init(_ features: Int, epsilon: Double = 1e-5) throws(TorchError) {
        weight = try .ones([features]).requiresGradient(true)
        bias = try .zeros([features]).requiresGradient(true)
        self.features = features
        self.epsilon = epsilon
    }

    /// `[.., features]` to the same shape.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        try LayerNorm.normalize(
            .tensor(input),
            .integers([features]),
            .tensor(weight),
            .tensor(bias),
            .real(epsilon)
        )
    }

    /// `weight` and `bias`.
    public var parameters: [NamedTensor] { named(weight: weight, bias: bias) }
}
