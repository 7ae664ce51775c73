import FoundationEssentials
import HeadroomCore
import HeadroomTrials
import TestSupport
import Testing

/// Several trials in one process, whose batch size is changed between two steps.
@Suite(.serialized) struct SharedProcessTests {
    private let runner = TrialRunner(supervisor: Binaries.supervise, stopRequest: StopRequest())

    private func plan(_ batchSize: Int, _ options: [String] = []) -> TrialPlan {
        TrialPlan(
            id: 1,
            purpose: .speed,
            batchSize: batchSize,
            command: CommandTemplate([Binaries.knownLaws, "--obeys", "1", "--limit-seconds", "20"] + options),
            goal: .precision(ratio: 0.02, minimumSeconds: 0.4, maximumSeconds: 0.6),
            directory: "/tmp/headroom-shared-\(UInt32.random(in: .min ... .max))"
        )
    }

    @Test func eachBatchSizeIsMeasuredForItself() async throws {
        let laws = ["--seconds-per-sample", "0.0005", "--fixed-bytes", "5e7", "--bytes-per-sample", "2e5"]
        let first = plan(4, laws)
        defer { try? FileManager.default.removeItem(atPath: first.directory) }
        let process = try runner.start(first) { _ in }
        await process.untilVerdict()
        var trials = [try process.resultSoFar().trial]
        #expect(process.canContinue)
        for batchSize in [16, 40, 8] {
            trials.append(try await process.continueTraining(plan(batchSize, laws)) { _ in }.trial)
        }
        let cost = await process.end()

        for trial in trials {
            let step = try #require(trial.stepSeconds)
            #expect(abs(step.mean / (0.002 + 0.0005 * Double(trial.batchSize ?? 0)) - 1) < 0.05, "\(trial)")
            #expect(trial.batchSizeObserved == trial.batchSize && trial.outcome == .completed)
            #expect(trial.processId == trials[0].processId)
        }
        let peaks = trials.map(\.peakHostMemoryBytes)
        let slope = Double(try #require(peaks[2]) - (try #require(peaks[0]))) / 36
        #expect(abs(slope / 2e5 - 1) < 0.05, "\(peaks)")
        #expect(peaks[3] == nil, "what 40 samples took is still in the peak of the process")
        #expect(cost.processorSeconds > 0)
    }

    @Test func aProcessThatFailsAtAnotherBatchSizeIsToldSo() async throws {
        let first = plan(4, ["--misbehave", "die-changed"])
        defer { try? FileManager.default.removeItem(atPath: first.directory) }
        let process = try runner.start(first) { _ in }
        await process.untilVerdict()
        await #expect(throws: TrialError.self) { try await process.continueTraining(plan(8)) { _ in } }
        _ = await process.end()
    }

    /// Its end was reported before the next trial began, and must not be lost.
    @Test func aTrainingThatEndedBetweenTwoBatchSizesIsDone() async throws {
        let first = plan(4, ["--steps", "350"])
        defer { try? FileManager.default.removeItem(atPath: first.directory) }
        let process = try runner.start(first) { _ in }
        await process.untilVerdict()
        for _ in 0..<500 where !process.isDone { try await Task.sleep(for: .milliseconds(10)) }
        #expect(process.isDone)
        let error = await #expect(throws: TrialError.self) { try await process.continueTraining(plan(8)) { _ in } }
        #expect(error?.code == .command, "\(String(describing: error))")
        #expect(process.isDone)
        _ = await process.end()
    }
}
