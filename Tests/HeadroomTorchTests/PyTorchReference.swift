import HeadroomTorch
import Subprocess
import Testing

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// Runs reference programs in PyTorch for comparisons.
enum PyTorchReference {
    /// Runs a script on tensors, `given` by their names, and returns the tensors of its `results`.
    static func run(_ script: String, _ tensors: [NamedTensor]) async throws -> [String: Tensor] {
        let python = try Fixture.environment("HEADROOM_PYTHON", "a Python that has torch")
        let folder = try makeFolder()
        defer { removeFolder(folder) }
        try StateFile.save(tensors, to: "\(folder)/headroom.safetensors")
        let run = try await Subprocess.run(
            .path(FilePath(python)),
            arguments: ["-c", "\(files)\n\(script)\n\(end)", folder],
            output: .string(limit: 65536),
            error: .string(limit: 65536)
        )
        try #require(run.terminationStatus.isSuccess, "\(run.standardError)")
        let file = try StateFile.load(from: "\(folder)/torch.safetensors")
        #expect(file.metadata["torch"] != nil)
        return Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0.tensor) })
    }

    /// Reads `FOLDER/headroom.safetensors` and writes `FOLDER/torch.safetensors`, both without a library, so that the
    /// bytes of the format are checked in both directions by another program.
    private static let files = #"""
        import json, struct, sys
        import torch
        from torch import nn

        torch.set_num_threads(1)
        TYPES = {"F32": torch.float32, "I64": torch.int64}


        def read(path):
            with open(path, "rb") as file:
                length, = struct.unpack("<Q", file.read(8))
                header = json.loads(file.read(length))
                data = file.read()
            return {name: torch.frombuffer(bytearray(data[slice(*entry["data_offsets"])]), dtype=TYPES[entry["dtype"]])
                    .reshape(entry["shape"]) for name, entry in header.items()}


        def write(path, tensors):
            header, data = {"__metadata__": {"torch": torch.__version__}}, b""
            for name, tensor in tensors.items():
                part = bytes(tensor.detach().contiguous().view(torch.uint8).flatten().tolist()) if tensor.dim() else \
                    struct.pack("<f", tensor.item())
                header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(part)]}
                data += part
            header = json.dumps(header).encode()
            with open(path, "wb") as file:
                file.write(struct.pack("<Q", len(header)) + header + data)

        folder = sys.argv[1]
        given = read(folder + "/headroom.safetensors")
        results = {}
        """#

    private static let end = #"""
        write(folder + "/torch.safetensors", results)
        # The package is not part of PyTorch; where it is there, it must agree.
        try:
            from safetensors.torch import load_file
        except ImportError:
            pass
        else:
            loaded = load_file(folder + "/headroom.safetensors")
            assert loaded.keys() == given.keys() and all(torch.equal(loaded[key], given[key]) for key in given)
            load_file(folder + "/torch.safetensors")
        """#
}

/// Compares a tensor with the reference's.
func expectAlike(_ tensor: Tensor, _ expected: Tensor?, _ name: String, within tolerance: Double = 1e-5) throws {
    let expected = try #require(expected, "\(name)")
    guard tensor.shape == expected.shape else {
        Issue.record("\(name): the shape is \(tensor.shape), and \(expected.shape) in PyTorch")
        return
    }
    guard tensor.elementCount > 0 else { return }
    let difference = try (tensor.to(.float32) - expected).absolute().maximum().item()
    #expect(difference <= tolerance, "\(name)")
}
