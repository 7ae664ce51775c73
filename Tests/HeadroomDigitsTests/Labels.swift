import HeadroomDigits
import HeadroomTorch

/// The digits' labels, for tests that count them, or train on others.
extension ImageDataset {
    private func everything() throws(TorchError) -> (images: Tensor, labels: Tensor) {
        try batch(Tensor((0..<Int64(count)).map(\.self), shape: [count]))
    }

    func labelValues() throws(TorchError) -> [Int64] { try everything().labels.int64s() }

    /// The same images with other labels.
    func relabelled(_ labels: [Int64]) throws(TorchError) -> ImageDataset {
        let white = 16.0
        return try ImageDataset(
            pixels: (everything().images * white).floats().map { UInt8($0.rounded()) },
            labels: labels,
            channels: channels,
            height: height,
            width: width,
            classes: classes,
            white: white
        )
    }
}
