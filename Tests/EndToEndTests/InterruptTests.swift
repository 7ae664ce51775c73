import FoundationEssentials
import Glibc
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// Ctrl-C, a kill, and the processes and files left behind.
@Suite(.serialized) struct InterruptTests {
    private let folder = "/tmp/headroom-e2e-\(UInt32.random(in: .min ... .max))"

    /// Starts headroom around a training, and performs an action once that has begun.
    private func run(
        _ script: String,
        doing action: @escaping @Sendable (pid_t) async throws -> Void
    ) async throws -> (status: TerminationStatus, output: String, errors: String) {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let (output, errors) = ("\(folder)/output", "\(folder)/errors")
        let begun = "\(folder)/begun"
        let write: (String) throws -> FileDescriptor = {
            try FileDescriptor.open(
                FilePath($0),
                .writeOnly,
                options: [.create, .truncate],
                permissions: .ownerReadWrite
            )
        }
        var environment: [Environment.Key: String?] = [:]
        for (name, value) in ["TMPDIR": folder, "HEADROOM_STORE": "\(folder)/runs.sqlite"] {
            environment[Environment.Key(rawValue: name) ?? "HEADROOM_UNUSED"] = value
        }
        let result = try await Subprocess.run(
            .path(FilePath(Needs.binary)),
            arguments: ["run", "--hide-output", "--", "sh", "-c", "touch \(begun); \(script)"],
            environment: .inherit.updating(environment),
            input: .none,
            output: .fileDescriptor(write(output), closeAfterSpawningProcess: true),
            error: .fileDescriptor(write(errors), closeAfterSpawningProcess: true)
        ) { execution in
            while !FileManager.default.fileExists(atPath: begun) { try await Task.sleep(for: .milliseconds(5)) }
            try await action(execution.processIdentifier.value)
        }
        func text(_ path: String) -> String {
            String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
        }
        return (result.terminationStatus, text(output), text(errors))
    }

    private func wait(forErrors text: String) async throws {
        for _ in 0..<2000 {
            let errors = FileManager.default.contents(atPath: "\(folder)/errors") ?? Data()
            if String(decoding: errors, as: UTF8.self).contains(text) { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("'\(text)' was never said")
    }

    private func trialFolders() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix("headroom-") }
    }

    /// The training ignores SIGTERM for longer than the grace period.
    @Test func aSecondInterruptEndsAtOnceAndReportsWhatWasMeasured() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let result = try await run("trap '' TERM; while :; do sleep 0.05; done") { process in
            kill(process, SIGINT)
            try await wait(forErrors: "stopping: what runs is ended")
            kill(process, SIGINT)
        }
        #expect(result.status == .exited(128 + SIGINT))
        #expect(result.errors.contains("what runs is killed"), "\(result.errors)")
        #expect(result.output.contains("one trial"), "\(result.output)")
        #expect(try trialFolders().isEmpty)
    }

    @Test func aFolderThatAKillLeftIsRemovedByTheNextRunAndNoOther() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        _ = try await run("while :; do sleep 0.05; done") { kill($0, SIGKILL) }
        #expect(try trialFolders().count == 1, "the folder of the one that was killed")
        try FileManager.default.createDirectory(
            atPath: "\(folder)/headroom-somebody",
            withIntermediateDirectories: true
        )
        unlink("\(folder)/begun")
        let left = try trialFolders()
        let folder = folder
        // While the second one runs, a third one starts and does not touch its folder.
        _ = try await run("while [ ! -e \(folder)/go ]; do sleep 0.05; done") { _ in
            let living = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
                $0.hasPrefix("headroom-")
            }
            #expect(living.count == 2 && Set(living).intersection(left) == ["headroom-somebody"], "\(living)")
            let third = try await Command.run(
                ["run", "--no-store", "--hide-output", "--", "true"],
                environment: ["TMPDIR": folder]
            )
            #expect(third.status == 0, "\(third)")
            #expect(
                FileManager.default.fileExists(atPath: "\(folder)/\(living.first { $0 != "headroom-somebody" } ?? "")")
            )
            try Data().write(to: URL(filePath: "\(folder)/go"))
        }
        #expect(try trialFolders() == ["headroom-somebody"])
    }
}
