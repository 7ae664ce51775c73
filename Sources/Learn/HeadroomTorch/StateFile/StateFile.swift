/// Named tensors in a file of the safetensors format, which Python's `safetensors` reads and writes as well.
///
/// The format: the length of the header as 8 bytes, the header as JSON (type, shape and byte range of every tensor),
/// then the elements of all tensors, dense, in row-major order, little end first.
public struct StateFile {
    /// The tensors, on the CPU, in the order of the file.
    public let tensors: [NamedTensor]
    /// What else the file says about itself.
    public let metadata: [String: String]

    /// Writes tensors to a file, which is either there complete afterwards or as it was before.
    ///
    /// - Parameters:
    ///   - tensors: with names of their own each.
    ///   - metadata: texts to keep with them.
    ///   - path: the file; one that exists is replaced.
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

    /// Reads a file.
    public static func load(from path: String) throws(TorchError) -> StateFile {
        let bytes = try readFile(path)
        let (header, dataStart) = try StateHeader.decode(bytes, path: path)
        var tensors: [NamedTensor] = []
        for entry in header.entries {
            // A copy, which begins at an address that suits every element type.
            let elements = Array(bytes[dataStart + entry.start..<dataStart + entry.end])
            let tensor = try Tensor(bytes: elements, scalarType: entry.scalarType, shape: entry.shape)
            tensors.append(NamedTensor(entry.name, tensor))
        }
        return StateFile(tensors: tensors, metadata: header.metadata)
    }
}

func fileError(_ message: String) -> TorchError {
    TorchError(code: .file, operation: "StateFile", message: message)
}
