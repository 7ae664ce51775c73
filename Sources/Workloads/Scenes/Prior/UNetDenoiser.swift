package import HeadroomTorch

/// A U-Net over the components of a latent vector.
///
/// As in GAUDI, Bautista et al. 2022, section 3.2.
package final class UNetDenoiser: Module, Denoiser {
    let input: Conv1d
    let down1, down2, middle, up2, up1: ModulatedConvolutions
    let output: Linear

    private let width: Int
    private static let channels = 32

    package init(width: Int) throws(TorchError) {
        self.width = width
        let channels = Self.channels
        input = try Conv1d(1, channels, kernel: 3, padding: 1)
        down1 = try ModulatedConvolutions(channels, channels)
        down2 = try ModulatedConvolutions(channels, 2 * channels)
        middle = try ModulatedConvolutions(2 * channels, 2 * channels)
        up2 = try ModulatedConvolutions(4 * channels, channels)
        up1 = try ModulatedConvolutions(2 * channels, channels)
        output = try .zeroed(channels * width, width)
    }

    /// - Parameter noisy: `[batch, width]`, whose width is a multiple of 4.
    package func callAsFunction(_ noisy: Tensor, _ level: Tensor) throws(TorchError) -> Tensor {
        // [batch, channels, width], half and a quarter of it
        let first = try down1(input(noisy.unsqueeze(1)), level)
        let second = try down2(Self.halved(first), level)
        let middle = try middle(Self.halved(second), level)
        let wider = try up2(Tensor.concatenate([Self.doubled(middle), second], dimension: 1), level)
        let widest = try up1(Tensor.concatenate([Self.doubled(wider), first], dimension: 1), level)
        return try output(widest.silu().flatten(from: 1))
    }

    /// Means of neighbors.
    private static func halved(_ input: Tensor) throws(TorchError) -> Tensor {
        try input.reshape([input.shape[0], input.shape[1], -1, 2]).mean(dimension: 3)
    }

    /// Each component twice.
    private static func doubled(_ input: Tensor) throws(TorchError) -> Tensor {
        try input.unsqueeze(3).expand(input.shape + [2]).reshape([input.shape[0], input.shape[1], -1])
    }
}
