/// Named tensors in a safetensors file, which Python's `safetensors` also reads and writes.
///
/// The format: the length of the header as 8 bytes, the header as JSON (type, shape and byte range of every tensor),
/// then the elements of all tensors, contiguous, in row-major order, little-endian.
public struct StateFile {
    /// The tensors, on the CPU, in the order of the file.
    public let tensors: [NamedTensor]
    /// The metadata of the file.
    public let metadata: [String: String]

    /// Writes tensors to a file atomically: afterwards it is either complete or unchanged.
    ///
    /// - Parameters:
    ///   - tensors: the tensors, with unique names.
    ///   - metadata: strings to store with them.
    ///   - path: the file; an existing one is replaced.
    public static func save(
        _ tensors: [NamedTensor],
        metadata: [String: String] = [:],
        to path: String
    ) throws(TorchError) {
        let header = try StateHeader(describing: tensors, metadata: metadata)
        try AtomicFile.write(to: path) { file throws(TorchError) in
            try file.write(header.encoded())
            for entry in tensors { try file.write(entry.tensor.bytes()) }
        }
    }

    /// Reads a whole file.
    public static func load(from path: String) throws(TorchError) -> StateFile {
        let reader = try StateFileReader(path)
        var tensors: [NamedTensor] = []
        for name in reader.names { tensors.append(NamedTensor(name, try reader.tensor(name))) }
        return StateFile(tensors: tensors, metadata: reader.metadata)
    }
}

/// Reads a state file in parts: one tensor, or some of its rows, for data sets larger than memory.
public final class StateFileReader: Sendable {
    /// The names of the tensors, in the order of the file.
    public let names: [String]
    /// The metadata of the file.
    public let metadata: [String: String]

    private let file: InputFile
    private let entries: [String: StateHeader.Entry]
    private let dataStart: Int

    /// Opens a file and reads its header.
    public init(_ path: String) throws(TorchError) {
        file = try InputFile(path)
        let (header, dataStart) = try StateHeader.decode(file)
        self.dataStart = dataStart
        names = header.entries.map(\.name)
        metadata = header.metadata
        entries = Dictionary(header.entries.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The shape of a tensor.
    public func shape(_ name: String) throws(TorchError) -> [Int] { try entry(name).shape }

    /// Reads a tensor to the CPU.
    public func tensor(_ name: String) throws(TorchError) -> Tensor {
        let entry = try entry(name)
        return try read(entry, entry.start..<entry.end, shape: entry.shape)
    }

    /// Reads slices of a tensor along its first dimension to the CPU.
    public func tensor(_ name: String, rows: Range<Int>) throws(TorchError) -> Tensor {
        let entry = try entry(name)
        guard let count = entry.shape.first, rows.lowerBound >= 0, rows.upperBound <= count else {
            throw fileError("'\(name)' of the shape \(entry.shape) in \(file.path) has no rows \(rows)")
        }
        let size = count == 0 ? 0 : (entry.end - entry.start) / count
        let range = entry.start + rows.lowerBound * size..<entry.start + rows.upperBound * size
        return try read(entry, range, shape: [rows.count] + entry.shape.dropFirst())
    }

    private func entry(_ name: String) throws(TorchError) -> StateHeader.Entry {
        guard let entry = entries[name] else { throw fileError("\(file.path) holds no tensor named '\(name)'") }
        return entry
    }

    private func read(
        _ entry: StateHeader.Entry,
        _ range: Range<Int>,
        shape: [Int]
    ) throws(TorchError) -> Tensor {
        let bytes = try file.read(dataStart + range.lowerBound..<dataStart + range.upperBound)
        return try Tensor(bytes: bytes, scalarType: entry.scalarType, shape: shape)
    }
}

func fileError(_ message: String) -> TorchError {
    TorchError(code: .file, operation: "StateFile", message: message)
}
