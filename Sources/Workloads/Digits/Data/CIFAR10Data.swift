import HeadroomTorch
import HeadroomTraining

/// CIFAR-10 in its binary version: `data_batch_1.bin` to `data_batch_5.bin` and `test_batch.bin`.
///
/// Each record is a label and 3 x 32 x 32 bytes, channel by channel (Krizhevsky, 2009).
package enum CIFAR10Data {
    private static let pixelCount = 3 * 32 * 32
    private static let trainingNames = (1...5).map { "data_batch_\($0).bin" }
    private static let testName = "test_batch.bin"

    package static func isIn(_ folder: String) -> Bool {
        DataFile.exists("\(folder)/\(trainingNames[0])")
    }

    package static func load(_ folder: String) throws -> ImageSplit {
        // Fewer than five batch files are allowed, for a smaller training set.
        let names = trainingNames.filter { DataFile.exists("\(folder)/\($0)") }
        return ImageSplit(
            name: "cifar-10",
            training: try dataset(folder, names),
            test: try dataset(folder, [testName])
        )
    }

    private static func dataset(_ folder: String, _ names: [String]) throws -> ImageDataset {
        var pixels: [UInt8] = []
        var labels: [Int64] = []
        for name in names {
            let path = "\(folder)/\(name)"
            let bytes = try DataFile.bytes(path)
            let record = 1 + pixelCount
            guard !bytes.isEmpty, bytes.count.isMultiple(of: record) else {
                throw WorkloadError(
                    .data,
                    "\(path) has \(bytes.count) bytes, which is not a whole number of records of \(record): it is damaged"
                )
            }
            for start in stride(from: 0, to: bytes.count, by: record) {
                guard bytes[start] < 10 else {
                    throw WorkloadError(
                        .data,
                        "record \(start / record) of \(path) has the label \(bytes[start]), which is not one of 0 to 9"
                    )
                }
                labels.append(Int64(bytes[start]))
                pixels += bytes[(start + 1)..<(start + record)]
            }
        }
        return try ImageDataset(
            pixels: pixels,
            labels: labels,
            channels: 3,
            height: 32,
            width: 32,
            classes: 10,
            white: 255
        )
    }
}
