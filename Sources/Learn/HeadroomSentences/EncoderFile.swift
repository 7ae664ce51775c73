internal import FoundationEssentials
internal import Glibc
internal import HeadroomTorch

/// The files of a sentence encoder.
enum EncoderFile {
    /// Reads a whole file.
    static func bytes(_ path: String) throws(TorchError) -> [UInt8] {
        try requireReadable(path)
        guard let data = FileManager.default.contents(atPath: path) else { throw error("\(path) cannot be read") }
        return [UInt8](data)
    }

    /// Throws an error where a file is missing or may not be read.
    static func requireReadable(_ path: String) throws(TorchError) {
        guard access(path, R_OK) == 0 else {
            throw error("\(path) cannot be read: \(String(cString: strerror(errno)))")
        }
    }

    static func error(_ message: String) -> TorchError {
        TorchError(code: .file, operation: "SentenceEncoder", message: message)
    }
}
