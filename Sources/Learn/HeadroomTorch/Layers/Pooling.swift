internal import CHeadroomTorch

/// The maximum of each window of `[batch, channels, length]`.
public typealias MaxPool1d = MaxPool<1>
/// The maximum of each window of `[batch, channels, height, width]`.
public typealias MaxPool2d = MaxPool<2>
/// The maximum of each window of `[batch, channels, depth, height, width]`.
public typealias MaxPool3d = MaxPool<3>

/// The maximum of each window: `[batch, channels, ..]` to smaller extents.
public final class MaxPool<let dimensions: Int>: Module, Layer {
    private let geometry: PoolingGeometry

    /// Makes a layer; the stride defaults to the extents of the kernel.
    public init(kernel: Extent, stride: Extent? = nil, padding: Extent = 0) throws(TorchError) {
        geometry = try PoolingGeometry(dimensions, kernel, stride, padding, "MaxPool\(dimensions)d")
    }

    /// `[batch, channels, ..]` to smaller extents.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        guard dimensions == 2 else { return try geometry.pool(input, with: Operators.maxPool) }
        let (kernel, stride, padding) = (geometry.kernel, geometry.stride, geometry.padding)
        return try input.withResult("maxPool2d") { ht_max_pool2d($0, kernel, stride, padding, $1) }
    }
}

/// The mean of each window of `[batch, channels, length]`.
public typealias AveragePool1d = AveragePool<1>
/// The mean of each window of `[batch, channels, height, width]`.
public typealias AveragePool2d = AveragePool<2>
/// The mean of each window of `[batch, channels, depth, height, width]`.
public typealias AveragePool3d = AveragePool<3>

/// The mean of each window, padding included: `[batch, channels, ..]` to smaller extents.
public final class AveragePool<let dimensions: Int>: Module, Layer {
    private let geometry: PoolingGeometry

    /// Makes a layer; the stride defaults to the extents of the kernel.
    public init(kernel: Extent, stride: Extent? = nil, padding: Extent = 0) throws(TorchError) {
        geometry = try PoolingGeometry(dimensions, kernel, stride, padding, "AveragePool\(dimensions)d")
    }

    /// `[batch, channels, ..]` to smaller extents.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        try geometry.pool(input, with: Operators.averagePool)
    }
}

/// Adaptive average pooling of `[batch, channels, length]` to a given length.
public typealias AdaptiveAveragePool1d = AdaptiveAveragePool<1>
/// Adaptive average pooling of `[batch, channels, height, width]` to a given height and width.
public typealias AdaptiveAveragePool2d = AdaptiveAveragePool<2>
/// Adaptive average pooling of `[batch, channels, depth, height, width]` to a given depth, height and width.
public typealias AdaptiveAveragePool3d = AdaptiveAveragePool<3>

/// Adaptive average pooling: the means of windows that cover the input, for given output extents.
public final class AdaptiveAveragePool<let dimensions: Int>: Module, Layer {
    private let extents: [Int]

    /// Makes a layer for the output extents; 1 gives the mean of each channel.
    public init(_ extents: Extent) throws(TorchError) {
        self.extents = try extents.along(dimensions, least: 1, "AdaptiveAveragePool\(dimensions)d", "extent")
    }

    /// `[batch, channels, ..]` to the output extents.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        try Operators.adaptiveAveragePool[dimensions - 1](.tensor(input), .integers(extents))
    }
}

/// Kernel size, stride and padding of a pooling layer.
private struct PoolingGeometry {
    let kernel: [Int64]
    let stride: [Int64]
    let padding: [Int64]

    init(
        _ dimensions: Int,
        _ kernel: Extent,
        _ stride: Extent?,
        _ padding: Extent,
        _ layer: String
    ) throws(TorchError) {
        self.kernel = try kernel.along(dimensions, least: 1, layer, "kernel").map(Int64.init)
        self.stride = try (stride ?? kernel).along(dimensions, least: 1, layer, "stride").map(Int64.init)
        self.padding = try padding.along(dimensions, least: 0, layer, "padding").map(Int64.init)
    }

    /// Calls the operator for the number of dimensions.
    func pool(_ input: Tensor, with operators: [Operator]) throws(TorchError) -> Tensor {
        try operators[kernel.count - 1](
            .tensor(input),
            .integers(kernel.map(Int.init)),
            .integers(stride.map(Int.init)),
            .integers(padding.map(Int.init))
        )
    }
}

/// One operator for each number of dimensions, from 1 to 3.
private enum Operators {
    static let maxPool = (1...3).map { Operator("aten::max_pool\($0)d") }
    static let averagePool = (1...3).map { Operator("aten::avg_pool\($0)d") }
    static let adaptiveAveragePool = (1...3).map { Operator("aten::adaptive_avg_pool\($0)d") }
}
