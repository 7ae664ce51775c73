import FoundationEssentials
import Subprocess
import Testing

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// Inputs rejected by the script that builds the engine; none of this needs a libtorch.
@Suite struct EngineBuildTests {
    private func build(_ arguments: [String]) async throws -> (status: TerminationStatus, message: String) {
        let script = URL(filePath: #filePath).appending(path: "../../../Engine/build").standardized.path
        let run = try await Subprocess.run(
            .path(FilePath(script)),
            arguments: Arguments(arguments),
            output: .discarded,
            error: .string(limit: 65536)
        )
        return (run.terminationStatus, run.standardError)
    }

    /// Outline of a libtorch: its version, and the strings of its library.
    private func withLibtorch(
        version: (Int, Int),
        strings: String,
        _ body: (String) async throws -> Void
    ) async throws {
        let folder = try makeFolder()
        defer { removeFolder(folder) }
        let headers = "\(folder)/include/torch/headeronly"
        for path in [headers, "\(folder)/lib"] {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
        let header = "#define TORCH_VERSION_MAJOR \(version.0)\n#define TORCH_VERSION_MINOR \(version.1)\n"
        try Data(header.utf8).write(to: URL(filePath: "\(headers)/version.h"))
        try Data(strings.utf8).write(to: URL(filePath: "\(folder)/lib/libc10.so"))
        try Data().write(to: URL(filePath: "\(folder)/lib/libtorch_cpu.so"))
        try await body(folder)
    }

    @Test func wrongUsageIsRefused() async throws {
        for arguments in [[], ["--libtorch"], ["--libtorch", "/"], ["--nonsense", "1"]] {
            #expect(try await build(arguments).status == .exited(64))
        }
    }

    @Test func aFolderWithoutLibtorchIsRefused() async throws {
        let folder = try makeFolder()
        defer { removeFolder(folder) }
        for libtorch in ["\(folder)/none", folder] {
            let result = try await build(["--libtorch", libtorch, "--output", "\(folder)/engine.so"])
            #expect(result.status == .exited(3))
            #expect(result.message.contains(libtorch))
        }
    }

    @Test func anOldLibtorchIsRefused() async throws {
        for version in [(2, 10), (1, 13)] {
            try await withLibtorch(version: version, strings: "") { folder in
                let result = try await build(["--libtorch", folder, "--output", "\(folder)/engine.so"])
                #expect(result.status == .exited(3))
                #expect(result.message.contains("libtorch \(version.0).\(version.1)"))
                #expect(result.message.contains("2.11 or newer is needed"))
            }
        }
    }

    @Test func theOldStringTypeIsRefused() async throws {
        try await withLibtorch(version: (2, 11), strings: "_ZNSs basic_string") { folder in
            let result = try await build(["--libtorch", folder, "--output", "\(folder)/engine.so"])
            #expect(result.status == .exited(3))
            #expect(result.message.contains("old C++ ABI"))
        }
    }
}
