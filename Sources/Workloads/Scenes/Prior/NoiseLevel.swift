package import HeadroomTorch

/// An embedding of the noise level, with the condition added to it.
package final class NoiseLevel: Module {
    let layer1, layer2: Linear

    package static let width = 128
    private let frequencies: Int

    package init(frequencies: Int = 32) throws(TorchError) {
        self.frequencies = frequencies
        layer1 = try Linear(2 * frequencies, Self.width)
        layer2 = try Linear(Self.width, Self.width)
    }

    /// - Parameters:
    ///   - fraction: step of the diffusion over the number of steps, `[batch]`.
    ///   - condition: `[batch, NoiseLevel.width]`.
    /// - Returns: `[batch, NoiseLevel.width]`.
    package func callAsFunction(_ fraction: Tensor, condition: Tensor) throws(TorchError) -> Tensor {
        // Sines and cosines of frequencies in a geometric series (Vaswani et al. 2017, section 3.5).
        let exponents = try Tensor.range(frequencies, device: fraction.device).to(.float32)
        let rates = try (exponents * (6.9 / Double(frequencies - 1))).exp()
        let angles = try fraction.unsqueeze(1) * rates.unsqueeze(0)
        let waves = try Tensor.concatenate([angles.sin(), angles.cos()], dimension: 1)
        return try (layer2(layer1(waves).silu()) + condition).silu()
    }
}
