import FoundationEssentials
import HeadroomTraining

/// A data folder given by the user, whose format is detected from its files.
package enum DataFolder {
    package static func load(_ folder: String) throws -> ImageSplit {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) else {
            throw WorkloadError(.data, "there is no folder \(folder); --data takes the folder that has the data files")
        }
        guard isFolder else {
            throw WorkloadError(.data, "\(folder) is a file; --data takes the folder that has the data files")
        }
        if IDXData.isIn(folder) { return try IDXData.load(folder) }
        if CIFAR10Data.isIn(folder) { return try CIFAR10Data.load(folder) }
        throw WorkloadError(
            .data,
            "\(folder) has neither MNIST-style files (train-images-idx3-ubyte, ...) nor those of CIFAR-10 "
                + "(data_batch_1.bin, ...)"
        )
    }
}

enum DataFile {
    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path)
    }

    static func bytes(_ path: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw WorkloadError(.data, "\(path) is missing or may not be read")
        }
        return Array(data)
    }
}
