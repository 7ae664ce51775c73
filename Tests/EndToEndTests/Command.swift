import FoundationEssentials
import Subprocess
import SystemPackage
import TestSupport

/// Run of the release binary, as started by a user.
struct Command {
    var status: Int
    var output: String
    var errors: String

    /// Runs headroom to its end, in the environment of the tests with these changes; nil removes a variable.
    static func run(
        _ arguments: [String],
        environment: [String: String?] = [:],
        directory: String? = nil
    ) async throws -> Command {
        var updates: [Environment.Key: String?] = [:]
        for (name, value) in environment { updates[Environment.Key(rawValue: name) ?? "HEADROOM_UNUSED"] = value }
        let result = try await Subprocess.run(
            .path(FilePath(Needs.binary)),
            arguments: Arguments(arguments),
            environment: .inherit.updating(updates),
            workingDirectory: directory.map { FilePath($0) },
            output: .string(limit: 10_000_000),
            error: .string(limit: 1_000_000)
        )
        let status =
            switch result.terminationStatus {
            case .exited(let code): Int(code)
            case .signaled(let signal): 1000 + Int(signal)
            }
        return Command(status: status, output: result.standardOutput, errors: result.standardError)
    }

    /// Runs a sweep or fit over known-laws.
    static func measure(
        _ command: String = "sweep",
        _ options: [String] = [],
        laws: [String] = []
    ) async throws -> Command {
        try await run(
            [command, "--budget", "20s"] + options + ["--", Binaries.knownLaws, "--batch-size", "{batch}"] + laws
        )
    }
}
