package import HeadroomTorch

/// From a picture of a scene to a condition.
package final class ConditionImageEncoder: Module {
    let layer1, layer2, layer3: Conv2d
    let output: Linear

    /// - Parameter size: side of the pictures, a multiple of 8.
    package init(size: Int) throws(TorchError) {
        layer1 = try Conv2d(3, 16, kernel: 3, stride: 2, padding: 1)
        layer2 = try Conv2d(16, 32, kernel: 3, stride: 2, padding: 1)
        layer3 = try Conv2d(32, 48, kernel: 3, stride: 2, padding: 1)
        output = try Linear(48 * (size / 8) * (size / 8), NoiseLevel.width)
    }

    /// - Parameter images: RGB from 0 to 1, `[batch, 3, size, size]`.
    /// - Returns: `[batch, NoiseLevel.width]`.
    package func callAsFunction(_ images: Tensor) throws(TorchError) -> Tensor {
        let hidden = try layer3(layer2(layer1(images - 0.5).silu()).silu()).silu()
        return try output(hidden.flatten(from: 1))
    }
}
