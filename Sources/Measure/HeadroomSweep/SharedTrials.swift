import HeadroomCore
import HeadroomTrials

/// Runs trials one after the other in one process, for as long as it can change its batch size between two steps, and
/// else each in its own process.
package struct SharedTrials: Sendable {
    private let runner: TrialRunner
    private var process: TrainingProcess?
    /// The largest batch size of the running process so far.
    private var largestBatchSize = 0
    /// Whether to ask a process for another batch size.
    private var mayShare: Bool
    /// Number of processes that trials were started in, and of trials.
    private(set) var starts = 0
    private(set) var trials = 0
    /// Why processes are no longer shared, though this could be tried.
    private(set) var refusal: String?

    /// - Parameter mayShare: whether several trials may share a process at all.
    init(runner: TrialRunner, mayShare: Bool) {
        self.runner = runner
        self.mayShare = mayShare
    }

    /// Whether a process is running that the next trial could share.
    var isSharing: Bool { process != nil }

    /// Whether a trial at this batch size would show its peak memory: the peak of a process only rises.
    func tellsPeak(of batchSize: Int) -> Bool { process == nil || batchSize > largestBatchSize }

    /// Runs a trial.
    ///
    /// A failure of a shared process does not count against the batch size, which is tried again in a new one.
    mutating func run(
        _ plan: TrialPlan,
        progress: @escaping @Sendable (Double?) -> Void
    ) async throws -> (result: TrialResult, observer: ObserverCost) {
        trials += 1
        defer { largestBatchSize = max(largestBatchSize, plan.batchSize ?? 0) }
        var cost = ObserverCost()
        if let process {
            do {
                let result = try await process.continueTraining(plan, progress: progress)
                switch (result.trial.outcome, result.trial.endedBy) {
                case (.completed, .precise), (.completed, .limit): return (result, cost)
                case (.stopped, _):
                    cost = await end()
                    return (result, cost)
                case (.failed, _):
                    if let failure = result.failure { doubt(process, failure) }
                default: break
                }
            } catch let error as TrialError where error.code == .command {
                doubt(process, error)
            }
            cost = await end()
        }
        starts += 1
        guard mayShare else { return (try await runner.run(plan, progress: progress), cost) }
        let started = try runner.start(plan, progress: progress)
        await started.untilVerdict()
        // The unchanged command may have no batch size of its own, and fail: that is not evidence.
        if plan.batchSize != nil { mayShare = started.canContinue || started.isDone && started.supportsSeveralTrials }
        if started.canContinue, let result = try? started.resultSoFar(), result.trial.outcome == .completed {
            process = started
            largestBatchSize = max(largestBatchSize, result.trial.batchSizeObserved ?? 0)
            return (result, cost)
        }
        _ = await started.end()
        defer { started.close() }
        return (try await started.result(), cost)
    }

    /// Ends sharing where a process failed, unless its training had finished before the next batch size.
    private mutating func doubt(_ process: TrainingProcess, _ failure: TrialError) {
        guard !process.isDone else { return }
        mayShare = false
        refusal = failure.message
    }

    /// Ends the shared process.
    mutating func end() async -> ObserverCost {
        guard let process else { return ObserverCost() }
        self.process = nil
        largestBatchSize = 0
        defer { process.close() }
        return await process.end()
    }

    /// Distribution of trials over processes; nil where none was shared, and sharing was not given up.
    var spread: Spread? {
        starts < trials || refusal != nil ? Spread(trials: trials, processes: starts, refusal: refusal) : nil
    }

    /// Distribution of trials over processes.
    package struct Spread: Equatable, Sendable {
        package var trials: Int
        package var processes: Int
        /// Why processes were no longer shared, though this could be tried.
        package var refusal: String?

        package init(trials: Int, processes: Int, refusal: String? = nil) {
            self.trials = trials
            self.processes = processes
            self.refusal = refusal
        }
    }
}
