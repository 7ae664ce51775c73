import FoundationEssentials
import Glibc
import Subprocess

/// Stand-in for NVIDIA's library (Tests/StandInNVML), compiled once for all tests of a process.
package enum StandInLibrary {
    private static let tests = #filePath.split(separator: "/").dropLast(2).map { "/" + $0 }.joined()
    /// Folder of `libnvidia-ml.so.1`, for `LD_LIBRARY_PATH`.
    package static let folder = "/tmp/headroom-nvml-\(getpid())"
    private static let built = Task { () throws -> String in
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let library = "\(folder)/libnvidia-ml.so.1"
        let result = try await Subprocess.run(
            .name("clang"),
            arguments: [
                "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-I", "\(tests)/../Sources/Measure/CNVML/include", "-o",
                library,
                "\(tests)/StandInNVML/nvml.c",
            ],
            output: .discarded,
            error: .string(limit: 10_000)
        )
        guard result.terminationStatus.isSuccess else { throw CompileFailure(text: result.standardError) }
        return library
    }

    package struct CompileFailure: Error { package var text: String? }

    /// Path of the library.
    package static func path() async throws -> String { try await built.value }

    /// Variables by which a program finds it like the real one, with the given answers.
    package static func environment(_ answers: String) async throws -> [String: String] {
        _ = try await path()
        return ["LD_LIBRARY_PATH": folder, "STANDIN_NVML": answers]
    }
}
