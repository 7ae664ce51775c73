import FoundationEssentials
import Subprocess
import Testing

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// The Python that `HEADROOM_TRIMESH` names, with trimesh and SciPy.
let trimeshPython = ProcessInfo.processInfo.environment["HEADROOM_TRIMESH"]

/// What a script in the folder `Scripts` prints.
func pythonOutput(_ script: String, _ arguments: [String]) async throws -> String {
    let path = "\(#filePath)".replacing("TrimeshPython.swift", with: "Scripts/\(script)")
    let run = try await Subprocess.run(
        .path(FilePath(try #require(trimeshPython))),
        arguments: Arguments([path] + arguments),
        output: .string(limit: 1 << 20),
        error: .string(limit: 1 << 16)
    )
    try #require(run.terminationStatus.isSuccess, "\(run.standardError)")
    return run.standardOutput
}
