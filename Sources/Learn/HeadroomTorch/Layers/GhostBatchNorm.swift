/// Batch normalization whose statistics in training are those of small parts of a batch: ghost batches.
///
/// Hoffer et al. 2017, arXiv 1705.08741. `[batch, channels, ..]` to the same shape. A large batch is noisy then as small ones are. Each part updates the
/// running statistics in turn, which are used outside training.
public final class GhostBatchNorm: Module {
    /// Normalizes each part.
    public let normalization: BatchNorm2d
    /// The least number of samples in a part.
    public let samples: Int

    /// Makes a layer.
    ///
    /// - Parameters:
    ///   - channels: the second extent of the input.
    ///   - samples: of a part. Where they do not divide the batch, the parts are larger, and as equal as they can be.
    public init(_ channels: Int, samples: Int) throws(TorchError) {
        guard samples > 0 else {
            throw invalidArgument("GhostBatchNorm", "parts of \(samples) samples; at least 1 is needed")
        }
        normalization = try BatchNorm2d(channels)
        self.samples = samples
    }

    /// `[batch, channels, ..]` to the same shape.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        let batch = input.shape[0]
        let count = batch / samples
        guard isTraining, count > 1 else { return try normalization(input) }
        var parts: [Tensor] = []
        for part in 0..<count {
            let start = part * batch / count
            let end = (part + 1) * batch / count
            parts.append(try normalization(input.narrow(dimension: 0, start: start, length: end - start)))
        }
        return try .concatenate(parts)
    }

    /// Whether the statistics of the parts are used, and the running ones updated.
    public var isTraining: Bool {
        get { normalization.isTraining }
        set { normalization.isTraining = newValue }
    }

    /// Those of the normalization.
    public var parameters: [NamedTensor] { normalization.parameters }

    /// Those of the normalization.
    public var buffers: [NamedTensor] { normalization.buffers }
}
