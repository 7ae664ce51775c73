import ArgumentParser
import FoundationEssentials
import HeadroomCommandLine
import HeadroomCore
import HeadroomDevices
import HeadroomDisplay
import HeadroomFormat
import HeadroomSchema
import Subprocess
import SystemPackage

/// Checks the prerequisites on this machine and prints how to fix what is missing.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check what is installed and what is missing, with what to do about it."
    )

    @Flag(help: "Print as JSON.")
    var json = false

    func run() async throws {
        let document = await Self.examine()
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try StandardStream.output(String(decoding: try encoder.encode(document), as: UTF8.self) + "\n")
        } else {
            try StandardStream.output(Self.text(document))
        }
    }

    private static func examine() async -> DoctorDocument {
        let host = Host.current()
        let found = DeviceSet.open(host: host)
        let devices = DeviceSet.trainers(among: found.sources.map(\.description))
        let setup = Result { () throws(TrainingProgram.Failure) in try TrainingProgram.setup() }
        let mode = await memoryMode(limitBytes: host.defaultMemoryLimitBytes)
        let swift = await output(of: "swift", ["--version"])?.split(separator: "\n").first {
            $0.contains("Swift version")
        }

        var missing: [DoctorDocument.Missing] = []
        if swift == nil {
            missing.append(.init(what: "Swift", remedy: "needed to build headroom only; install 6.2 or newer"))
        }
        switch setup {
        case .success(let setup):
            if setup.engine.problem != nil {
                let remedy =
                    setup.hasLibtorch
                    ? "the launcher builds it before it trains a workload; or run Engine/build"
                    : "install PyTorch 2.11 or newer, or name a libtorch with --libtorch; the launcher does so by itself"
                missing.append(.init(what: "the engine, which the workloads train with", remedy: remedy))
            }
            if setup.data == nil {
                missing.append(.init(what: "the digits", remedy: "the launcher fetches them before it trains on them"))
            }
        // The workloads are optional.
        case .failure(let failure) where failure.isMissing: break
        case .failure(let failure):
            missing.append(
                .init(
                    what: "the workloads' program \(TrainingProgram.path): \(failure.reason)",
                    remedy: "build it anew: swift build -c release --product headroom-train"
                )
            )
        }
        if mode == nil {
            missing.append(
                .init(
                    what: "the supervisor \(ThisProgram.supervisor)",
                    remedy: "build it: swift build -c release --product headroom-supervise"
                )
            )
        }
        for problem in found.problems {
            missing.append(.init(what: problem.description, remedy: problem.remedy ?? ""))
        }
        return DoctorDocument(
            version: Headroom.configuration.version,
            swiftVersion: swift.map(String.init),
            engine: (try? setup.get().engine)
                ?? .init(path: nil, libtorchVersion: nil, problem: Self.unknownEngine(setup)),
            libtorch: (try? setup.get().libtorch) ?? [],
            devices: devices.map(\.name),
            logicalCPUs: host.logicalCPUs,
            usableCPUs: host.usableCPUs,
            memoryBytes: host.memoryBytes,
            availableMemoryBytes: host.availableMemoryBytes,
            memoryLimit: .init(mode: mode, defaultBytes: host.defaultMemoryLimitBytes),
            python: ProcessInfo.processInfo.environment["HEADROOM_PYTHON"],
            data: try? setup.get().data,
            missing: missing
        )
    }

    /// Reason why the state of the engine is unknown.
    private static func unknownEngine(_ setup: Result<TrainingSetup, TrainingProgram.Failure>) -> String? {
        guard case .failure(let failure) = setup else { return nil }
        return failure.isMissing ? notBuilt : "not known: \(TrainingProgram.path): \(failure.reason)"
    }

    private static let notBuilt = "the workloads are not built; './headroom train --help' builds them"

    /// Method by which the supervisor can limit memory here, found by running it on a trivial command.
    private static func memoryMode(limitBytes: Int) async -> String? {
        let report = await output(of: ThisProgram.supervisor, ["--memory-bytes", String(limitBytes), "--", "true"])
        guard let report, let start = report.firstRange(of: "\"memoryMode\":\"")?.upperBound else { return nil }
        return String(report[start...].prefix { $0 != "\"" })
    }

    private static func output(of program: String, _ arguments: [String]) async -> String? {
        let executable: Executable = program.contains("/") ? .path(FilePath(program)) : .name(program)
        let result = try? await Subprocess.run(
            executable,
            arguments: Arguments(arguments),
            input: .inputWriter,
            output: .string(limit: 16_384),
            error: .discarded
        ) { execution in
            // The supervisor ends the command when its standard input closes, so it stays open until the command has
            // ended.
            try await Task.sleep(for: .milliseconds(500))
            try await execution.standardInputWriter.finish()
        }
        return result?.standardOutput
    }

    private static func text(_ document: DoctorDocument) -> String {
        var lines: [String] = []
        func say(_ name: String, _ value: String) {
            lines.append(name.padding(to: 14) + value)
        }
        say("headroom", document.version)
        say("Swift", document.swiftVersion ?? "not found")
        for device in document.devices { say("device", device) }
        say("CPUs", "\(Format.plain(document.usableCPUs)) usable of \(document.logicalCPUs)")
        say(
            "memory",
            "\(Format.bytes(document.availableMemoryBytes)) available of \(Format.bytes(document.memoryBytes))"
        )
        let modes = [
            "cgroup1": "enforced by a control group (version 1)", "cgroup2": "enforced by a control group (version 2)",
            "data": "enforced on each process's data (RLIMIT_DATA) and on their sum by the supervisor",
            "none": "cannot be enforced",
        ]
        let mode = document.memoryLimit.mode.map { modes[$0] ?? $0 } ?? "unknown: the supervisor does not answer"
        let limit = document.memoryLimit.defaultBytes.map {
            "\(Format.bytes($0)) on the CPU unless --memory-limit says otherwise, "
        }
        say("memory limit", (limit ?? "") + mode)
        say(
            "engine",
            document.engine.problem
                ?? "\(document.engine.path ?? "") (libtorch \(document.engine.libtorchVersion ?? "?"))"
        )
        for candidate in document.libtorch {
            let version = candidate.version.map { " \($0)" } ?? ""
            let cuda = candidate.hasCUDA ? ", CUDA" : ""
            say(
                "libtorch",
                "\(candidate.source):\(version)\(cuda), \(candidate.path ?? "?")\(candidate.problem.map { " (\($0))" } ?? "")"
            )
        }
        if document.engine.problem != notBuilt {
            if document.libtorch.isEmpty { say("libtorch", "none found") }
            say("data", document.data ?? "the digits are not here")
        }
        if document.missing.isEmpty {
            lines.append("\nNothing is missing.")
        } else {
            lines.append("\nMissing:")
            for missing in document.missing { lines.append("  \(missing.what): \(missing.remedy)") }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(1, width - count))
    }
}
