import FoundationEssentials
import HeadroomCore
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// An unmodified PyTorch script next to a program that keeps a CPU busy.
///
/// Their shares of the machine are not known here: the assertions hold for any measured values.
@Suite(
    .serialized,
    .disabled(if: Needs.isQuick),
    .enabled(if: !Supervise.text("/proc/self/schedstat").isEmpty, "the kernel keeps no figures of threads")
) struct SpinningTests {
    /// Runs headroom while another program of this test keeps a CPU busy, for at most a minute.
    private func besideAnother(_ arguments: [String], environment: [String: String?]) async throws -> Command {
        let busy = "import time\nend = time.monotonic() + 60\nwhile time.monotonic() < end: pass"
        let neighbour = Task {
            try await Subprocess.run(
                .path(FilePath(Supervise.python)),
                arguments: ["-c", busy],
                output: .discarded,
                error: .discarded
            )
        }
        defer { neighbour.cancel() }
        return try await Command.run(arguments, environment: environment)
    }

    /// Environment with only this setting of the way in which threads wait.
    private func waiting(_ policy: String?) -> [String: String?] {
        ["OMP_WAIT_POLICY": policy, "GOMP_SPINCOUNT": nil, "KMP_BLOCKTIME": nil]
    }

    private func run(_ options: [String] = [], waiting policy: String?) async throws -> SweepDocument {
        let command = [try Needs.python(of: "pytorch"), "Benchmarks/spinning/training.py", "6", "2", "64"]
        let result = try await besideAnother(
            ["run", "--no-store", "--hide-output", "--export-json", "-"] + options + ["--"] + command,
            environment: waiting(policy)
        )
        #expect(result.status == 0, "\(result.errors)")
        return try JSONDecoder().decode(SweepDocument.self, from: Data(result.output.utf8))
    }

    /// Conditions of the verdict on the measured values, implemented independently.
    private func spins(_ trial: TrialDocument, on machine: SweepDocument.Machine) throws -> Bool {
        let use = try #require(trial.threadUse)
        let others = (trial.host?.busyCPUs ?? 0) - (trial.busyCPUs ?? 0)
        return use.openMP != nil && use.waitPolicy != .passive && use.busyThreads >= 1.5 && use.cpuWaitRatio >= 0.2
            && use.voluntaryWorkerRatio ?? 1 <= 0.2 && others >= 0.2 * machine.usableCPUs
    }

    @Test func whereThreadsSpinThatIsTheCause() async throws {
        let document = try await run(waiting: nil)
        let trial = try #require(document.trials.first)
        let use = try #require(trial.threadUse)
        #expect(use.waitPolicy == nil && use.busyThreads >= 0.9 && (0...1).contains(use.cpuWaitRatio), "\(use)")
        let diagnosis = try #require(document.diagnosis)
        #expect(try spins(trial, on: document.machine) == (diagnosis.boundBy == .spinning), "\(use) \(diagnosis)")
        if diagnosis.boundBy == .spinning { #expect(diagnosis.advice.contains("OMP_WAIT_POLICY=passive")) }
    }

    @Test func withThreadsThatSleepItIsNot() async throws {
        let document = try await run(waiting: "passive")
        let use = try #require(document.trials.first?.threadUse, "\(document.trials)")
        #expect(use.waitPolicy == .passive && document.diagnosis?.boundBy != .spinning, "\(use)")
    }

    @Test func theRemedyIsTried() async throws {
        let document = try await run(["--confirm"], waiting: "active")
        let trial = try #require(document.trials.first)
        #expect(trial.threadUse?.waitPolicy == .active)
        guard try spins(trial, on: document.machine) else {
            #expect(trial.passiveWaiting == nil)
            return
        }
        #expect(trial.cachedBatchStepSeconds == nil)
        let untried = document.notes.contains { $0.contains("OMP_WAIT_POLICY=passive brings could not be tried") }
        #expect((trial.passiveWaiting != nil) != untried, "\(document.notes)")
        guard let speedup = trial.passiveWaiting?.speedup else { return }
        #expect(speedup.low <= speedup.value && speedup.value <= speedup.high)
        if speedup.value >= 1.25 {
            let first = document.diagnosis?.evidence.first ?? ""
            #expect(first.hasPrefix("a second run with OMP_WAIT_POLICY=passive had"), "\(first)")
        } else {
            #expect(document.diagnosis?.boundBy != .spinning)
        }
    }

    @Test func aSweepNamesItToo() async throws {
        let command = [try Needs.python(of: "pytorch"), "Benchmarks/spinning/training.py", "60", "2", "{batch}"]
        let result = try await besideAnother(
            ["sweep", "--no-store", "--budget", "20s", "--batch-sizes", "32,64", "--export-json", "-", "--"] + command,
            environment: waiting("active")
        )
        #expect(result.status == 0, "\(result.errors)")
        let document = try JSONDecoder().decode(SweepDocument.self, from: Data(result.output.utf8))
        let spun = document.trials.contains { $0.boundBy == .spinning }
        #expect(spun == document.notes.contains { $0.contains("OMP_WAIT_POLICY=passive") }, "\(document.notes)")
    }
}
