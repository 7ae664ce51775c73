import FoundationEssentials
import HeadroomTorch
import HeadroomTraining

/// The 1,797 handwritten digits of 8 x 8 pixels in scikit-learn.
///
/// They are the test set of the UCI data set "Optical Recognition of Handwritten Digits" (Alpaydin and Kaynak, 1998),
/// written by 13 people. Every fifth sample of each digit is a test sample: 1,442 training samples, 355 test samples,
/// with the same class proportions and all writers in both.
package enum DigitsData {
    package static let count = 1797

    /// Reads `digits.csv`: 64 pixel values from 0 to 16 and the label in each line.
    package static func load(_ path: String) throws -> ImageSplit {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw WorkloadError(
                .data,
                "the digits are not at \(path). The launcher ./headroom fetches them; or set HEADROOM_DATA to the folder "
                    + "that has digits.csv, or give data of your own with --data DIR"
            )
        }
        var training = (pixels: [UInt8](), labels: [Int64]())
        var test = (pixels: [UInt8](), labels: [Int64]())
        var line = 0
        var seen = [Int](repeating: 0, count: 10)
        for row in data.split(separator: UInt8(ascii: "\n")) {
            let fields = row.split(separator: UInt8(ascii: ",")).map { Int(String(decoding: $0, as: UTF8.self)) }
            let values = fields.compactMap(\.self)
            guard fields.count == 65, values.count == 65, values[..<64].allSatisfy({ 0...16 ~= $0 }),
                0...9 ~= values[64]
            else {
                throw WorkloadError(
                    .data,
                    "line \(line + 1) of \(path) is not 64 pixels from 0 to 16 and a digit; remove the file to fetch it anew"
                )
            }
            let pixels = values[..<64].map { UInt8($0) }
            seen[values[64]] += 1
            if seen[values[64]].isMultiple(of: 5) {
                test.pixels += pixels
                test.labels.append(Int64(values[64]))
            } else {
                training.pixels += pixels
                training.labels.append(Int64(values[64]))
            }
            line += 1
        }
        guard line == count else {
            throw WorkloadError(
                .data,
                "\(path) has \(line) digits, not \(count); remove the file to fetch it anew"
            )
        }
        return ImageSplit(name: "digits", training: try dataset(training), test: try dataset(test))
    }

    private static func dataset(_ part: (pixels: [UInt8], labels: [Int64])) throws(TorchError) -> ImageDataset {
        try ImageDataset(
            pixels: part.pixels,
            labels: part.labels,
            channels: 1,
            height: 8,
            width: 8,
            classes: 10,
            white: 16
        )
    }
}
