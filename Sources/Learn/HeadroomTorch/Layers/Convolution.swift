internal import CHeadroomTorch

/// A convolution over one dimension: `[batch, inputs, length]` to `[batch, outputs, length]`.
public typealias Conv1d = Convolution<1>
/// A convolution over two dimensions: `[batch, inputs, height, width]` to `[batch, outputs, height, width]`.
public typealias Conv2d = Convolution<2>
/// A convolution over three dimensions: `[batch, inputs, depth, height, width]` to
/// `[batch, outputs, depth, height, width]`.
public typealias Conv3d = Convolution<3>

/// A convolution over one to three spatial dimensions: `[batch, inputs, ..]` to `[batch, outputs, ..]`.
public final class Convolution<let dimensions: Int>: Module, Layer {
    /// The weights, `[outputs, inputs / groups]` and the extents of the kernel.
    public let weight: Tensor
    /// The bias, `[outputs]`; or nil.
    public let bias: Tensor?

    fileprivate let geometry: Geometry

    /// Makes a layer with PyTorch's initial weights.
    ///
    /// - Parameters:
    ///   - inputs: the number of input channels, a multiple of `groups`.
    ///   - outputs: the number of output channels, a multiple of `groups`.
    ///   - kernel: the extents of the kernel.
    ///   - stride: the step of the kernel over the input.
    ///   - padding: the number of zeros added on each side.
    ///   - dilation: the distance between the points of the kernel.
    ///   - groups: the number of independent convolutions that the channels are split into.
    ///   - bias: whether a bias is added to each output channel.
    public init(
        _ inputs: Int,
        _ outputs: Int,
        kernel: Extent,
        stride: Extent = 1,
        padding: Extent = 0,
        dilation: Extent = 1,
        groups: Int = 1,
        bias: Bool = true
    ) throws(TorchError) {
        let name = "Conv\(dimensions)d"
        let kernel = try Geometry.kernel(kernel, dimensions, inputs, outputs, groups, name)
        geometry = try Geometry(dimensions, stride, padding, dilation, groups: groups, name)
        let fanIn = inputs / groups * kernel.reduce(1, *)
        weight = try .initialized([outputs, inputs / groups] + kernel, fanIn: fanIn)
        self.bias = bias ? try .initialized([outputs], fanIn: fanIn) : nil
    }

    /// `[batch, inputs, ..]` to `[batch, outputs, ..]`.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        let output = try geometry.convolve(input, weight, bias, "convolution")
        try record?.add(self, input: input, output: output)
        return output
    }

    /// Gradients of the weight for every sample of a batch: `[batch] + weight.shape`.
    ///
    /// One grouped convolution computes them, in which each sample has channels and groups of its own (Rochette et al.
    /// 2019, arXiv 1912.06015, section 3).
    func sampleWeightGradients(_ input: Tensor, outputGradient: Tensor) throws(TorchError) -> Tensor {
        let (inputs, outputs) = (input.shape, outputGradient.shape)
        let samples = inputs[0]
        let weights = [samples * weight.shape[0]] + weight.shape[1...]
        let gradient = try Operators.backward(
            .tensor(outputGradient.reshape([1, samples * outputs[1]] + outputs[2...])),
            .tensor(input.reshape([1, samples * inputs[1]] + inputs[2...])),
            // Only the shape is read, since the input's gradient is not requested.
            .tensor(Operators.newEmpty(.tensor(weight), .integers(weights))),
            .none,
            .integers(geometry.stride.map(Int.init)),
            .integers(geometry.padding.map(Int.init)),
            .integers(geometry.dilation.map(Int.init)),
            .boolean(false),
            .integers(Array(repeating: 0, count: dimensions)),
            .integer(samples * geometry.groups),
            .integers([0, 1, 0])
        )
        return try gradient.reshape([samples] + weight.shape)
    }
}

/// A transposed convolution over one dimension: `[batch, inputs, length]` to `[batch, outputs, length]`.
public typealias ConvTranspose1d = TransposedConvolution<1>
/// A transposed convolution over two dimensions: `[batch, inputs, height, width]` to `[batch, outputs, height, width]`.
public typealias ConvTranspose2d = TransposedConvolution<2>
/// A transposed convolution over three dimensions: `[batch, inputs, depth, height, width]` to
/// `[batch, outputs, depth, height, width]`.
public typealias ConvTranspose3d = TransposedConvolution<3>

/// A transposed convolution, the gradient of a convolution by its input: `[batch, inputs, ..]` to
/// `[batch, outputs, ..]`.
///
/// Each extent `n` becomes `(n - 1) * stride - 2 * padding + dilation * (kernel - 1) + outputPadding + 1`.
public final class TransposedConvolution<let dimensions: Int>: Module, Layer {
    /// The weights, `[inputs, outputs / groups]` and the extents of the kernel.
    public let weight: Tensor
    /// The bias, `[outputs]`; or nil.
    public let bias: Tensor?

    private let geometry: Geometry

    /// Makes a layer with PyTorch's initial weights.
    ///
    /// - Parameters:
    ///   - inputs: the number of input channels, a multiple of `groups`.
    ///   - outputs: the number of output channels, a multiple of `groups`.
    ///   - kernel: the extents of the kernel.
    ///   - stride: the step of the kernel over the output.
    ///   - padding: the number of elements removed from the output on each side.
    ///   - outputPadding: the number of elements added to the output on one side; less than the stride.
    ///   - dilation: the distance between the points of the kernel.
    ///   - groups: the number of independent convolutions that the channels are split into.
    ///   - bias: whether a bias is added to each output channel.
    public init(
        _ inputs: Int,
        _ outputs: Int,
        kernel: Extent,
        stride: Extent = 1,
        padding: Extent = 0,
        outputPadding: Extent = 0,
        dilation: Extent = 1,
        groups: Int = 1,
        bias: Bool = true
    ) throws(TorchError) {
        let name = "ConvTranspose\(dimensions)d"
        let kernel = try Geometry.kernel(kernel, dimensions, inputs, outputs, groups, name)
        var geometry = try Geometry(dimensions, stride, padding, dilation, groups: groups, name)
        geometry.outputPadding = try outputPadding.along(dimensions, least: 0, name, "output padding").map(Int64.init)
        self.geometry = geometry
        // PyTorch uses the second extent of the weight as the number of inputs, transposed or not.
        let fanIn = outputs / groups * kernel.reduce(1, *)
        weight = try .initialized([inputs, outputs / groups] + kernel, fanIn: fanIn)
        self.bias = bias ? try .initialized([outputs], fanIn: fanIn) : nil
    }

    /// `[batch, inputs, ..]` to `[batch, outputs, ..]`.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        let output = try geometry.convolve(input, weight, bias, "transposedConvolution")
        try record?.add(self, input: input, output: output)
        return output
    }
}

/// Stride, padding, dilation and groups of a convolution.
private struct Geometry {
    let stride: [Int64]
    let padding: [Int64]
    let dilation: [Int64]
    let groups: Int
    /// nil for a convolution that is not transposed.
    var outputPadding: [Int64]?

    init(
        _ dimensions: Int,
        _ stride: Extent,
        _ padding: Extent,
        _ dilation: Extent,
        groups: Int,
        _ layer: String
    ) throws(TorchError) {
        self.stride = try stride.along(dimensions, least: 1, layer, "stride").map(Int64.init)
        self.padding = try padding.along(dimensions, least: 0, layer, "padding").map(Int64.init)
        self.dilation = try dilation.along(dimensions, least: 1, layer, "dilation").map(Int64.init)
        self.groups = groups
    }

    /// Checks the numbers of channels and groups, and returns the extents of the kernel.
    static func kernel(
        _ kernel: Extent,
        _ dimensions: Int,
        _ inputs: Int,
        _ outputs: Int,
        _ groups: Int,
        _ layer: String
    ) throws(TorchError) -> [Int] {
        guard inputs > 0, outputs > 0 else {
            throw invalidArgument(layer, "\(inputs) inputs and \(outputs) outputs; both must be at least 1")
        }
        guard groups > 0, inputs.isMultiple(of: groups), outputs.isMultiple(of: groups) else {
            throw invalidArgument(layer, "\(groups) groups do not divide \(inputs) inputs and \(outputs) outputs")
        }
        return try kernel.along(dimensions, least: 1, layer, "kernel")
    }

    func convolve(
        _ input: Tensor,
        _ weight: Tensor,
        _ bias: Tensor?,
        _ operation: StaticString
    ) throws(TorchError) -> Tensor {
        try input.withResult(operation) { input, out in
            weight.withHandle { weight in
                Tensor.withHandle(bias) { bias in
                    ht_convolution(
                        input,
                        weight,
                        bias,
                        stride,
                        padding,
                        dilation,
                        outputPadding,
                        Int32(stride.count),
                        Int64(groups),
                        out
                    )
                }
            }
        }
    }
}

private enum Operators {
    static let backward = Operator("aten::convolution_backward")
    static let newEmpty = Operator("aten::new_empty")
}
