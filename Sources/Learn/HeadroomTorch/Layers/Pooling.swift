internal import CHeadroomTorch

/// The greatest value of each window: `[batch, channels, height, width]` to fewer rows and columns.
public final class MaxPool2d: Module {
    /// Has no effect here.
    public var isTraining = true

    private let kernel: [Int64]
    private let stride: [Int64]
    private let padding: [Int64]

    /// Makes a layer; the windows lie side by side unless a stride is given.
    public init(kernel: Size2d, stride: Size2d? = nil, padding: Size2d = 0) {
        self.kernel = kernel.list
        self.stride = (stride ?? kernel).list
        self.padding = padding.list
    }

    /// `[batch, channels, height, width]` to `[batch, channels, rows, columns]`.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        try input.withResult("maxPool2d") { ht_max_pool2d($0, kernel, stride, padding, $1) }
    }
}

/// The mean of each window: `[batch, channels, height, width]` to fewer rows and columns.
public final class AveragePool2d: Module {
    private static let pool = Operator("aten::avg_pool2d")

    /// Has no effect here.
    public var isTraining = true

    private let kernel: Size2d
    private let stride: Size2d
    private let padding: Size2d

    /// Makes a layer; the windows lie side by side unless a stride is given.
    public init(kernel: Size2d, stride: Size2d? = nil, padding: Size2d = 0) {
        self.kernel = kernel
        self.stride = stride ?? kernel
        self.padding = padding
    }

    /// `[batch, channels, height, width]` to `[batch, channels, rows, columns]`.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        try AveragePool2d.pool(
            .tensor(input),
            .integers([kernel.height, kernel.width]),
            .integers([stride.height, stride.width]),
            .integers([padding.height, padding.width])
        )
    }
}
