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
    private let groups: Int

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

    private static let backward = Operator("aten::convolution_backward")
    private static let newEmpty = Operator("aten::new_empty")

    /// The gradients by the weight of every sample of a batch, one after the other: `[batch, outputs, ..]`.
    ///
    /// They are those of one convolution in which each sample has channels of its own, and each channel its group
    /// (Rochette et al. 2019, arXiv 1912.06015, section 3).
    func sampleWeightGradients(_ input: Tensor, outputGradient: Tensor) throws(TorchError) -> Tensor {
        let (inputs, outputs) = (input.shape, outputGradient.shape)
        let samples = inputs[0]
        let weights = [samples * weight.shape[0]] + weight.shape[1...]
        let gradient = try Conv2d.backward(
            .tensor(outputGradient.reshape([1, samples * outputs[1], outputs[2], outputs[3]])),
            .tensor(input.reshape([1, samples * inputs[1], inputs[2], inputs[3]])),
            // Of its shape alone, since the input's gradient is not asked for.
            .tensor(Conv2d.newEmpty(.tensor(weight), .integers(weights))),
            .none,
            .integers(stride.map(Int.init)),
            .integers(padding.map(Int.init)),
            .integers(dilation.map(Int.init)),
            .truth(false),
            .integers([0, 0]),
            .integer(samples * groups),
            .integers([0, 1, 0])
        )
        return try gradient.reshape([samples] + weight.shape)
    }

    /// `weight` and `bias`.
    public var parameters: [NamedTensor] { named(weight: weight, bias: bias) }
}
