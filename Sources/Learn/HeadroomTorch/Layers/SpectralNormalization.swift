/// A layer that is linear but for its bias, which is added to each output channel.
public protocol WeightedLayer: Layer {
    /// The weights, of which the first extent is the number of output channels.
    var weight: Tensor { get }
    /// The bias, `[outputs]`; or nil.
    var bias: Tensor? { get }
}

extension Convolution: WeightedLayer {}
extension Linear: WeightedLayer {}

/// A layer whose weight is divided by its largest singular value, so that it lengthens no vector.
///
/// Spectral normalization (Miyato et al. 2018, arXiv 1802.05957), for the discriminator of a generative adversarial
/// network. The weight counts as a matrix, `[outputs, inputs * kernel]`. Each call in training improves the estimate of
/// its largest singular value by one power iteration.
public final class SpectralNormalized: Module, Layer {
    private let layer: any WeightedLayer
    /// `[outputs]`.
    private let bias: Tensor
    /// Estimates of the left and of the right singular vector, `[outputs]` and `[inputs * kernel]`.
    @Buffer private var left: Tensor
    @Buffer private var right: Tensor

    /// Normalizes a layer without a bias, and adds one after it.
    public init(_ layer: any WeightedLayer) throws(TorchError) {
        guard layer.bias == nil else {
            throw invalidArgument("SpectralNormalized", "a layer with a bias, which would be divided; use bias: false")
        }
        self.layer = layer
        let outputs = layer.weight.shape[0]
        bias = try .zeros([outputs]).requiresGradient(true)
        _left = Buffer(wrappedValue: try Self.unit(.randn([outputs])))
        _right = Buffer(wrappedValue: try Self.unit(.randn([layer.weight.elementCount / outputs])))
    }

    /// The shapes of the layer.
    public func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        // To divide the output of a linear layer is to divide its weight.
        let output = try layer(input) / largestSingularValue()
        let spatial = Array(repeating: 1, count: layer.weight.shape.count - 2)
        return try output + bias.reshape([-1] + spatial)
    }

    /// The estimate, `[]`, with the gradient of the weight.
    private func largestSingularValue() throws(TorchError) -> Tensor {
        let matrix = try layer.weight.reshape([layer.weight.shape[0], -1])
        if isTraining {
            try withoutGradients { () throws(TorchError) in
                try right.copy(from: Self.unit(left.matmul(matrix)))
                try left.copy(from: Self.unit(matrix.matmul(right)))
            }
        }
        // Copies, since the next call changes the buffers before this one's gradient is computed.
        return try left.clone().matmul(matrix).matmul(right.clone())
    }

    private static func unit(_ vector: Tensor) throws(TorchError) -> Tensor {
        try vector / vector.norm().clamp(1e-12, nil)
    }
}
