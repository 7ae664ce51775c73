internal import CHeadroomTorch

/// A height and a width.
public struct Size2d: Hashable, Sendable, ExpressibleByIntegerLiteral {
    /// Along the vertical dimension.
    public let height: Int
    /// Along the horizontal dimension.
    public let width: Int

    /// A height and a width.
    public init(height: Int, width: Int) {
        self.height = height
        self.width = width
    }

    /// The same in both directions.
    public init(_ both: Int) { self.init(height: both, width: both) }

    /// The same in both directions.
    public init(integerLiteral both: Int) { self.init(both) }

    var isPositive: Bool { height > 0 && width > 0 }
    var list: [Int64] { [Int64(height), Int64(width)] }
}

/// A convolution: `[batch, inputs, height, width]` to `[batch, outputs, height, width]`.
public final class Conv2d: Module {
    /// `[outputs, inputs / groups, kernel height, kernel width]`.
    public let weight: Tensor
    /// `[outputs]`, or nil.
    public let bias: Tensor?
    /// Has no effect here.
    public var isTraining = true

    private let stride: [Int64]
    private let padding: [Int64]
    private let dilation: [Int64]
    let groups: Int

    /// Makes a layer with PyTorch's initial weights.
    ///
    /// - Parameters:
    ///   - inputs: the channels that go in, a multiple of `groups`.
    ///   - outputs: the channels that come out, a multiple of `groups`.
    ///   - kernel: the extent of the filters.
    ///   - stride: by how much the filters move.
    ///   - padding: the zeros added on each side.
    ///   - dilation: the distance between the points of a filter.
    ///   - groups: into how many independent convolutions the channels are split.
    ///   - bias: whether a bias is added to each output channel.
    public init(
        _ inputs: Int,
        _ outputs: Int,
        kernel: Size2d,
        stride: Size2d = 1,
        padding: Size2d = 0,
        dilation: Size2d = 1,
        groups: Int = 1,
        bias: Bool = true
    ) throws(TorchError) {
        guard inputs > 0, outputs > 0, kernel.isPositive, stride.isPositive, dilation.isPositive else {
            throw invalidArgument("Conv2d", "channels, kernel, stride and dilation must be at least 1")
        }
        guard groups > 0, inputs.isMultiple(of: groups), outputs.isMultiple(of: groups) else {
            throw invalidArgument("Conv2d", "\(groups) groups do not divide \(inputs) inputs and \(outputs) outputs")
        }
        let fanIn = inputs / groups * kernel.height * kernel.width
        weight = try .initialized([outputs, inputs / groups, kernel.height, kernel.width], fanIn: fanIn)
        self.bias = bias ? try .initialized([outputs], fanIn: fanIn) : nil
        self.stride = stride.list
        self.padding = padding.list
        self.dilation = dilation.list
        self.groups = groups
    }

    /// `[batch, inputs, height, width]` to `[batch, outputs, height, width]`.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        try input.withResult("conv2d") { input, out in
            weight.withHandle { weight in
                Tensor.withHandle(bias) { bias in
                    ht_conv2d(input, weight, bias, stride, padding, dilation, Int64(groups), out)
                }
            }
        }
    }

    private static let columns = Operator("aten::im2col")

    /// What each position of the output is computed from: `[batch, inputs * kernel height * kernel width, positions]`.
    func unfold(_ input: Tensor) throws(TorchError) -> Tensor {
        try Conv2d.columns(
            .tensor(input),
            .integers(Array(weight.shape[2...])),
            .integers(dilation.map(Int.init)),
            .integers(padding.map(Int.init)),
            .integers(stride.map(Int.init))
        )
    }

    /// `weight` and `bias`.
    public var parameters: [NamedTensor] { named(weight: weight, bias: bias) }
}
