import FoundationEssentials
import Glibc
import HeadroomScenes
import HeadroomTorch

/// Numbers that are appended to a temporary file and then mapped into memory as a tensor.
///
/// The machine keeps as much of them in memory as it has free, so that there may be more than fit. The file has no name
/// once it is mapped, and is gone with the tensor.
final class MappedTable {
    private let path: String
    private let descriptor: Int32
    private var byteCount = 0

    init() throws(SceneFileError) {
        let folder = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
        var template = Array("\(folder)/headroom-frames-XXXXXX".utf8CString)
        descriptor = mkstemp(&template)
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        guard descriptor >= 0 else { throw Self.failed(folder) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    deinit {
        close(descriptor)
        unlink(path)
    }

    func append<Number: BitwiseCopyable>(_ numbers: [Number]) throws(SceneFileError) {
        let failure = numbers.withUnsafeBytes { bytes -> SceneFileError? in
            var done = 0
            while done < bytes.count {
                let count = write(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { return Self.failed(path) }
                done += count
            }
            return nil
        }
        if let failure { throw failure }
        byteCount += MemoryLayout<Number>.stride * numbers.count
    }

    /// All numbers, which are of the type.
    func tensor(_ type: ScalarType, size: Int) throws(TorchError) -> Tensor {
        try Self.fromFile(
            .text(path),
            .boolean(false),
            .integer(byteCount / size),
            .scalarType(type),
            .default,
            .device(.cpu)
        )
    }

    private static let fromFile = Operator("aten::from_file")

    private static func failed(_ path: String) -> SceneFileError {
        SceneFileError(
            "\(path) cannot be written: \(String(cString: strerror(errno)))",
            hint: "The frames of the training are kept there; TMPDIR names another folder."
        )
    }
}
