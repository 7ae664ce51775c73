import FoundationEssentials
import HeadroomTorch
import HeadroomTraining

/// Data in MNIST's file format: `train-images-idx3-ubyte` and three further files.
package enum IDXData {
    private static let names = (
        trainingImages: "train-images-idx3-ubyte", trainingLabels: "train-labels-idx1-ubyte",
        testImages: "t10k-images-idx3-ubyte", testLabels: "t10k-labels-idx1-ubyte"
    )

    package static func isIn(_ folder: String) -> Bool {
        DataFile.exists("\(folder)/\(names.trainingImages)") || DataFile.exists("\(folder)/\(names.trainingImages).gz")
    }

    package static func load(_ folder: String) throws -> ImageSplit {
        let training = try part(folder, names.trainingImages, names.trainingLabels)
        let test = try part(folder, names.testImages, names.testLabels)
        let classes = max(10, training.classes, test.classes)
        guard training.height == test.height, training.width == test.width else {
            throw WorkloadError(.data, "the images for training and for testing in \(folder) differ in size")
        }
        return ImageSplit(
            name: "idx",
            training: try training.dataset(classes: classes),
            test: try test.dataset(classes: classes)
        )
    }

    private struct Part {
        var pixels: [UInt8]
        var labels: [Int64]
        var height: Int
        var width: Int
        var classes: Int { Int(labels.max() ?? 0) + 1 }

        func dataset(classes: Int) throws(TorchError) -> ImageDataset {
            try ImageDataset(
                pixels: pixels,
                labels: labels,
                channels: 1,
                height: height,
                width: width,
                classes: classes,
                white: 255
            )
        }
    }

    private static func part(_ folder: String, _ imagesName: String, _ labelsName: String) throws -> Part {
        let images = try IDXFile("\(folder)/\(imagesName)", dimensions: 3)
        let labels = try IDXFile("\(folder)/\(labelsName)", dimensions: 1)
        guard images.shape[0] == labels.shape[0] else {
            throw WorkloadError(
                .data,
                "\(folder) has \(images.shape[0]) images in \(imagesName), but \(labels.shape[0]) labels in \(labelsName)"
            )
        }
        return Part(
            pixels: images.values,
            labels: labels.values.map { Int64($0) },
            height: images.shape[1],
            width: images.shape[2]
        )
    }
}

/// One file of unsigned bytes in IDX format: a magic number, the sizes of the dimensions, the values.
private struct IDXFile {
    let shape: [Int]
    let values: [UInt8]

    init(_ path: String, dimensions: Int) throws {
        if !DataFile.exists(path), DataFile.exists(path + ".gz") {
            throw WorkloadError(.data, "\(path).gz is compressed: unpack it with gunzip \(path).gz")
        }
        let bytes = try DataFile.bytes(path)
        let header = 4 + 4 * dimensions
        guard bytes.count >= header, bytes[0] == 0, bytes[1] == 0, bytes[2] == 8, Int(bytes[3]) == dimensions else {
            throw WorkloadError(
                .data,
                "\(path) is not an IDX file of \(dimensions) dimensions of unsigned bytes: its first bytes are wrong"
            )
        }
        let shape = (0..<dimensions).map { dimension in
            bytes[(4 + 4 * dimension)..<(8 + 4 * dimension)].reduce(0) { $0 << 8 | Int($1) }
        }
        let count = shape.reduce(1 as Int?) { product, size in
            guard let (value, overflow) = product?.multipliedReportingOverflow(by: size), !overflow else { return nil }
            return value
        }
        guard shape.allSatisfy({ $0 > 0 }), bytes.count - header == count else {
            throw WorkloadError(
                .data,
                "\(path) should have \(count.map(String.init) ?? "countless") values for its shape \(shape), "
                    + "but has \(bytes.count - header): it is damaged"
            )
        }
        self.shape = shape
        values = Array(bytes[header...])
    }
}
