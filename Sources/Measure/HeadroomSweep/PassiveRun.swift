import FoundationEssentials
package import HeadroomCore
import HeadroomTrials

/// The second run of a command whose threads spin, with passive waiting.
extension WatchedRun {
    /// The result of the second run compared with the first; else why there is none.
    func withPassiveWaiting(_ first: MeasuredTrial) async -> (found: PassiveWaiting?, note: Note?) {
        var plan = secondPlan
        plan.environment.merge(Self.passiveWaiting(ProcessInfo.processInfo.environment)) { $1 }
        let why: SecondRunObstacle
        do {
            let result = try await runner.withoutRecording.run(plan)
            let second = result.trial
            if result.startedAfterStep > 0 {
                why = .resumed
            } else if let found = PassiveWaiting(second, beside: first) {
                if Self.hadFewerNeighbours(second, than: first, on: machine) {
                    why = .otherProgramsEnded
                } else {
                    runner.record(found)
                    return (found, nil)
                }
            } else {
                why = .tooFewSteps
            }
        } catch {
            why = .failed("\(error)")
        }
        return (nil, .passiveWaitingNotTried(because: why))
    }

    /// Environment variables of the second run: that of the standard, and those of the runtimes where they are set,
    /// since these would take precedence.
    package static func passiveWaiting(_ environment: [String: String]) -> [String: String] {
        var variables = ["OMP_WAIT_POLICY": "passive"]
        for name in ["GOMP_SPINCOUNT", "KMP_BLOCKTIME"] where environment[name] != nil { variables[name] = "0" }
        return variables
    }

    /// Whether other programs used a CPU in the first run, and less than half of that in the second: then a speedup
    /// shows nothing.
    private static func hadFewerNeighbours(
        _ second: MeasuredTrial,
        than first: MeasuredTrial,
        on machine: SweepDocument.Machine
    ) -> Bool {
        guard let before = Symptoms(first, on: machine).otherCPUs, let now = Symptoms(second, on: machine).otherCPUs
        else {
            return false
        }
        return before >= 0.2 * machine.usableCPUs && now < before / 2
    }
}

extension PassiveWaiting {
    /// Compares the second run with the first by their throughput, else by their steps; nil where one was not measured.
    package init?(_ second: MeasuredTrial, beside first: MeasuredTrial) {
        guard let step = second.stepSeconds, let before = first.stepSeconds else { return nil }
        let now = Interval(value: step.mean, low: step.low, high: step.high)
        let byThroughput = second.samplesPerSecond.flatMap { rate in
            first.samplesPerSecond.flatMap { Interval(ratioOf: rate, to: $0) }
        }
        let bySteps = Interval(ratioOf: Interval(value: before.mean, low: before.low, high: before.high), to: now)
        guard let ratio = byThroughput ?? bySteps else { return nil }
        self.init(stepSeconds: now, speedup: ratio)
    }
}
