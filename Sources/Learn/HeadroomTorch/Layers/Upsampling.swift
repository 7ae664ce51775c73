/// Scales the spatial extents of `[batch, channels, ..]`, of one to three spatial dimensions.
public final class Upsample: Module, Layer {
    private let scale: Double
    private let mode: Interpolation

    /// Makes a layer.
    ///
    /// - Parameters:
    ///   - scale: the factor of the extents.
    ///   - mode: the interpolation between the elements of the input.
    public init(scale: Double, _ mode: Interpolation = .nearest) throws(TorchError) {
        guard scale > 0, scale.isFinite else {
            throw invalidArgument("Upsample", "a scale of \(scale); it must be above 0")
        }
        self.scale = scale
        self.mode = mode
    }

    /// `[batch, channels, ..]` to extents multiplied by the scale.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        try input.resized(by: scale, mode)
    }
}

/// The interpolation mode of a resized tensor.
public enum Interpolation: Sendable {
    /// The nearest value.
    case nearest
    /// Linear along each dimension: linear, bilinear, trilinear.
    case linear
}

extension Tensor {
    /// Resizes `[batch, channels, ..]` to its spatial extents multiplied by a factor, rounded down.
    public func resized(by scale: Double, _ mode: Interpolation = .nearest) throws(TorchError) -> Tensor {
        try resized([], Array(repeating: scale, count: max(0, rank - 2)), mode)
    }

    /// Resizes `[batch, channels, ..]` to the given spatial extents.
    public func resized(to extents: [Int], _ mode: Interpolation = .nearest) throws(TorchError) -> Tensor {
        try resized(extents, [], mode)
    }

    private func resized(_ extents: [Int], _ scales: [Double], _ mode: Interpolation) throws(TorchError) -> Tensor {
        guard (3...5).contains(rank) else {
            throw invalidArgument("resized", "the shape \(shape) has not one to three dimensions of space")
        }
        let size: [Operator.Argument] = [
            .tensor(self), extents.isEmpty ? .none : .integers(extents), scales.isEmpty ? .none : .reals(scales),
        ]
        switch mode {
        case .nearest: return try Operators.nearest[rank - 3](size[0], size[1], size[2])
        case .linear: return try Operators.linear[rank - 3](size[0], size[1], .boolean(false), size[2])
        }
    }
}

/// One operator for each number of dimensions, from 1 to 3.
private enum Operators {
    static let nearest = (1...3).map { Operator("aten::upsample_nearest\($0)d", "vec") }
    static let linear = ["linear1d", "bilinear2d", "trilinear3d"].map { Operator("aten::upsample_\($0)", "vec") }
}
