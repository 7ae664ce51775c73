import HeadroomNumerics
import HeadroomTorch
import HeadroomTraining

/// Random images of any number and size, for measuring throughput and memory; they contain nothing to learn.
package enum SyntheticData {
    /// Maximum size of the stored pixels, in bytes; an epoch with more samples repeats them.
    private static let mostStoredBytes = 16 << 20
    private static let mostSamples = 1_000_000_000

    package static func make(samples: Int, imageSize: Int, seed: UInt64) throws -> ImageSplit {
        guard 1...mostSamples ~= samples else {
            throw WorkloadError(.usage, "\(samples) random images are too many; --samples takes at most \(mostSamples)")
        }
        let bytes = imageSize * imageSize
        let stored = max(1, min(samples, mostStoredBytes / bytes))
        var generator = SeededGenerator(seed: seed)
        func dataset(stored: Int, count: Int) throws(TorchError) -> ImageDataset {
            try ImageDataset(
                pixels: (0..<(stored * bytes)).map { _ in UInt8.random(in: .min ... .max, using: &generator) },
                labels: (0..<stored).map { _ in Int64.random(in: 0..<10, using: &generator) },
                channels: 1,
                height: imageSize,
                width: imageSize,
                classes: 10,
                white: 255,
                count: count
            )
        }
        let test = min(stored, 256)
        return ImageSplit(
            name: "synthetic",
            training: try dataset(stored: stored, count: samples),
            test: try dataset(stored: test, count: test)
        )
    }
}
