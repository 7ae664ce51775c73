import HeadroomTorch

/// From a picture to what it shows of the nearest surface: its mask, depth and normals.
///
/// The 2.5D sketches of MarrNet (Wu et al. 2017, arXiv 1711.03129, section 3.1), with skips from encoder to decoder.
final class SketchNetwork: Module {
    private let first, second, third: Sequential
    private let up, last: Sequential
    private let output: Conv2d

    /// Mask, depth and the three components of the normal.
    static let channels = 5

    init(normalization: Normalization) throws(TorchError) {
        first = try Sequential(Conv2d(3, 16, kernel: 5, stride: 2, padding: 2), normalization.layer(16), ReLU())
        second = try Sequential(Conv2d(16, 32, kernel: 3, stride: 2, padding: 1), normalization.layer(32), ReLU())
        third = try Sequential(Conv2d(32, 64, kernel: 3, stride: 2, padding: 1), normalization.layer(64), ReLU())
        up = try Sequential(
            ConvTranspose2d(64, 32, kernel: 4, stride: 2, padding: 1),
            normalization.layer(32),
            ReLU()
        )
        last = try Sequential(
            ConvTranspose2d(32, 16, kernel: 4, stride: 2, padding: 1),
            normalization.layer(16),
            ReLU()
        )
        output = try Conv2d(16, Self.channels, kernel: 1)
    }

    /// - Parameter images: `[batch, 3, 64, 64]`, from 0 to 1.
    /// - Returns: logits, `[batch, 5, 32, 32]`.
    func callAsFunction(_ images: Tensor) throws(TorchError) -> Tensor {
        let half = try first(images)  // [batch, 16, 32, 32]
        let quarter = try second(half)  // [batch, 32, 16, 16]
        let eighth = try third(quarter)  // [batch, 64, 8, 8]
        let decoded = try up(eighth) + quarter
        return try output(last(decoded) + half)
    }
}
