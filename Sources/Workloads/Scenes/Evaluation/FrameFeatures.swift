import HeadroomNumerics
import HeadroomTorch

/// Features of pictures for the Fréchet distance: those of fixed random convolutions, and the means of patches.
///
/// Not those of an Inception network, so that distances are not comparable with a published FID.
struct FrameFeatures {
    private let layer1, layer2: Tensor

    private static let channels = (first: 16, second: 32)

    init() throws(TorchError) {
        var generator = SeededGenerator(seed: 0, purpose: "features of frames")
        func weights(_ outputs: Int, _ inputs: Int) throws(TorchError) -> Tensor {
            let count = outputs * inputs * 9
            let scale = (2 / Double(inputs * 9)).squareRoot()
            let values = (0..<count).map { _ in Float(generator.normal() * scale) }
            return try Tensor(values, shape: [outputs, inputs, 3, 3])
        }
        layer1 = try weights(Self.channels.first, 3)
        layer2 = try weights(Self.channels.second, Self.channels.first)
    }

    /// - Parameter images: RGB from 0 to 1, `[batch, 3, height, width]`, whose sides are multiples of 4.
    /// - Returns: `[batch, features]`.
    func callAsFunction(_ images: Tensor) throws(TorchError) -> Tensor {
        func layer(_ input: Tensor, _ weight: Tensor) throws(TorchError) -> Tensor {
            try Operators.convolution(
                .tensor(input),
                .tensor(weight),
                .none,
                .integers([2, 2]),
                .integers([1, 1])
            ).relu()
        }
        let hidden = try layer(layer(images - 0.5, layer1), layer2).mean(dimensions: [2, 3])
        let patches = try Operators.pool(.tensor(images), .integers([4, 4])).flatten(from: 1)
        return try Tensor.concatenate([hidden, patches], dimension: 1)
    }

    /// Of all training frames, `[frames, features]`.
    func callAsFunction(_ data: TrajectoryDataset) throws(TorchError) -> Tensor {
        var parts: [Tensor] = []
        for start in stride(from: 0, to: data.count, by: Self.trajectoriesAtOnce) {
            parts.append(try self(data.trainingImages(start..<min(data.count, start + Self.trajectoriesAtOnce))))
        }
        return try Tensor.concatenate(parts, dimension: 0)
    }

    private static let trajectoriesAtOnce = 32

    private enum Operators {
        static let convolution = Operator("aten::conv2d")
        static let pool = Operator("aten::adaptive_avg_pool2d")
    }
}
