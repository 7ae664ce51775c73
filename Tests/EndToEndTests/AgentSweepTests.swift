import FoundationEssentials
import HeadroomCore
import TestSupport
import Testing

/// Sweeps over scripts without Headroom support, as started by a user.
@Suite(.serialized, .disabled(if: Needs.isQuick)) struct AgentSweepTests {
    private func sweep(_ options: [String], _ framework: String, _ script: String, _ arguments: String...) async throws
        -> Command
    {
        let python = try Needs.python(of: framework)
        return try await Command.run(
            ["sweep", "--progress", "none"] + options + ["--", python, "\(Needs.root)/\(script)"] + arguments
        )
    }

    private func document(_ command: Command) throws -> SweepDocument {
        try #require(command.status == 0, "\(command.errors)")
        return try JSONDecoder().decode(SweepDocument.self, from: Data(command.output.utf8))
    }

    /// Sweep of an example over the digits, at two batch sizes.
    private func sweepOfExample(_ framework: String, _ script: String, _ options: [String] = []) async throws
        -> SweepDocument
    {
        let command = try await sweep(
            ["--batch-sizes", "32,128", "--budget", "120s", "--precision", "0.5", "--export-json", "-"] + options,
            framework,
            script,
            "--data",
            "\(Needs.data)/digits.csv",
            "--epochs",
            // More steps than any trial takes, on any machine: no trial of a shared process meets the program's end.
            "100000"
        )
        return try document(command)
    }

    private func expectMeasuredUnchanged(_ document: SweepDocument, _ name: String) {
        #expect(document.points.map(\.batchSize) == [32, 128])
        // Where the size is changed within an epoch of MXNet's, the last batch of that epoch differs from those of later
        // ones, and the observed size is a mean.
        let others = document.trials.filter {
            $0.batchSizeSetBy != .agent || ($0.batchSizeSpread?.largest ?? $0.batchSizeObserved) != $0.batchSize
        }
        #expect(others.isEmpty, "\(document.notes)")
        #expect(document.baseline?.batchSize == 64 && document.baseline?.observed == true)
        #expect(document.machine.frameworks[name] != nil)
        #expect(document.recommendation != nil)
    }

    @Test func anExampleOfKerasIsMeasuredUnchanged() async throws {
        expectMeasuredUnchanged(
            try await sweepOfExample("tensorflow", "Examples/tensorflow_keras.py"),
            "tensorflow"
        )
    }

    @Test(arguments: [("pytorch", "Examples/pytorch.py", "torch"), ("mxnet", "Examples/mxnet_gluon.py", "mxnet")])
    func oneProcessTakesAllBatchSizesAsProcessesOfTheirOwnDo(
        framework: String,
        script: String,
        name: String
    ) async throws {
        let shared = try await sweepOfExample(framework, script)
        let fresh = try await sweepOfExample(framework, script, ["--fresh"])
        expectMeasuredUnchanged(shared, name)
        func processes(_ document: SweepDocument) -> [[TrialDocument]] {
            let trials = document.trials.filter { $0.purpose == .speed && $0.outcome == .completed }
            return Array(Dictionary(grouping: trials, by: \.processId).values)
        }
        // A busy machine may end a process whose steps stop: the remaining trials then share another.
        #expect(processes(shared).contains { $0.count >= 3 }, "\(shared.notes)")
        #expect(shared.notes.contains { $0.contains(" trials shared ") }, "\(shared.notes)")
        #expect(!shared.notes.contains { $0.contains("not changed in a running process") }, "\(shared.notes)")
        #expect(processes(fresh).allSatisfy { $0.count == 1 })
        for (one, other) in zip(shared.points, fresh.points) {
            #expect(one.batchSize == other.batchSize)
            // How well the throughputs agree is in docs/measurements: other work on the machine may be beside either.
            #expect(one.samplesPerSecond.value > 0 && other.samplesPerSecond.value > 0)
        }
        // The largest batch of a process is in every later peak.
        for trials in processes(shared) {
            var largest = 0
            for trial in trials {
                let batchSize = try #require(trial.batchSize)
                #expect((trial.peakHostMemoryBytes == nil) == (batchSize < largest), "\(shared.notes)")
                largest = max(largest, batchSize)
            }
        }
    }

    @Test func anExampleThatTakesItsBatchSizeIsGivenIt() async throws {
        let command = try await sweep(
            ["--batch-sizes", "32,128", "--budget", "40s", "--precision", "0.5", "--export-json", "-"],
            "jax",
            "Examples/jax_loop.py",
            "--data",
            "\(Needs.data)/digits.csv",
            "--epochs",
            "4",
            "--batch-size",
            "{batch}"
        )
        let document = try document(command)
        #expect(document.trials.allSatisfy { $0.batchSizeSetBy == .argument && $0.batchSizeObserved == $0.batchSize })
        #expect(document.machine.frameworks["jax"] != nil)
    }

    @Test(arguments: [
        ("resume", "the command resumed at step 500"),
        ("batch-sampler", "its loader makes its batches with a sampler of its own, PairsOfSixteen"),
        ("no-loader", "its loop takes its batches from no loader of PyTorch's"),
    ])
    func whatCannotBeMeasuredHonestlyIsRefused(kind: String, reason: String) async throws {
        let command = try await sweep(
            ["--batch-sizes", "100", "--budget", "60s"],
            "pytorch",
            "Tests/AgentTests/Scripts/torch_loops.py",
            kind
        )
        #expect(command.status == 1)
        #expect(command.errors.contains(reason), "\(command.errors)")
    }

    @Test func aScriptThatRetriesWithASmallerBatchHasRunOutOfMemory() async throws {
        let command = try await sweep(
            [
                "--batch-sizes", "1024", "--budget", "60s", "--precision", "0.5", "--memory-limit", "2GiB",
                "--memory-mode", "data", "--export-json", "-",
            ],
            "pytorch",
            "Tests/AgentTests/Scripts/torch_retries.py",
            "{batch}"
        )
        let document = try document(command)
        let failed = try #require(document.trials.first { $0.batchSize == 1024 })
        #expect(failed.outcome == .outOfMemory && failed.outOfMemory?.recovered == true, "\(failed)")
        #expect(document.fits.map { 64..<600 ~= $0.batchSize } == true, "\(String(describing: document.fits))")
        #expect(document.remedies.contains { $0.contains("--memory-limit") })
    }

    @Test func aBatchSizeThatIsIgnoredIsRefused() async throws {
        let command = try await sweep(
            ["--batch-sizes", "100", "--budget", "60s"],
            "pytorch",
            "Tests/AgentTests/Scripts/torch_loops.py",
            "plain",
            "{batch}"
        )
        #expect(command.status == 1)
        #expect(command.errors.contains("asked for 100, its steps have 32 samples"), "\(command.errors)")
    }

    @Test func theThroughputOfSeveralProcessesAddsUp() async throws {
        let torchrun = try Needs.python(of: "pytorch").replacing("/bin/python", with: "/bin/torchrun")
        let command = try await Command.run([
            "sweep", "--progress", "none", "--batch-sizes", "32", "--budget", "40s", "--precision", "0.5",
            "--export-json", "-", "--",
            torchrun, "--nproc-per-node", "2", "\(Needs.root)/Tests/AgentTests/Scripts/torch_ranks.py",
        ])
        let document = try document(command)
        let point = try #require(document.points.first)
        // Each of the two sleeps 20 ms per step of 32 samples.
        #expect((0.5...1).contains(point.samplesPerSecond.value / (2 * 32 / 0.02)))
        #expect(document.notes.contains { $0.contains("2 processes train together") })
    }
}
