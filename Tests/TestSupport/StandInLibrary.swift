import FoundationEssentials
import Glibc
import Subprocess

/// The library that stands in for NVIDIA's (Tests/StandInNVML), compiled once for all tests of a process.
package enum StandInLibrary {
    private static let tests = #filePath.split(separator: "/").dropLast(2).map { "/" + $0 }.joined()
    /// Where `libnvidia-ml.so.1` lies: for `LD_LIBRARY_PATH`.
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

    /// The path of the library.
    package static func path() async throws -> String { try await built.value }

    /// The variables by which a program finds it as it finds the real one, with its answers as they are asked for.
    package static func environment(_ answers: String) async throws -> [String: String] {
        _ = try await path()
        return ["LD_LIBRARY_PATH": folder, "STANDIN_NVML": answers]
    }
}
