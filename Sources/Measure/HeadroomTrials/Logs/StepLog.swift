import HeadroomCore
import HeadroomEvents

/// Steps reported by the processes of a trial.
///
/// With several processes the times are those of the first one that reported (the leader), and the samples are summed.
struct StepLog: Sendable {
    /// Method of counting the samples of steps.
    enum Counting: Equatable, Sendable {
        /// As reported by the processes.
        case reported
        /// As reported by a reader that assumes the requested batch size: nothing about batch sizes can be concluded.
        case assumed
        /// In multiples of the requested batch size, since the processes cannot count samples.
        case multiples(of: Int)
    }

    /// Lines of the leader; beyond ``mostLines`` adjacent ones are merged.
    private(set) var lines: [StepLine] = []
    private(set) var batches = BatchSizes()
    /// Number of the first step reported.
    private(set) var firstNumber: Int?
    /// Loss of the first step of the process.
    private(set) var firstLoss: Double?
    /// Time spent on steps so far, in seconds.
    private(set) var trainedSeconds = 0.0
    /// Longest time between two lines, in seconds.
    private(set) var longestPause = 0.0
    /// Whether a step reported a loss that is NaN.
    private(set) var hasDiverged = false
    /// Connection of the process whose lines give the times.
    private(set) var leader: Int?
    /// Whether this is the first trial of its process.
    let isFirstTrial: Bool
    /// First step of this trial in its process; nil until a continued process has adopted the batch size.
    private(set) var startsAtStep: Int?
    /// Last line of each process of the trial.
    private var ranks: [Int: StepEvent] = [:]

    /// Creates the log of the first trial of a process.
    init() {
        isFirstTrial = true
        startsAtStep = 1
    }

    /// Creates the log of the next trial of a process.
    init(after last: StepLog) {
        isFirstTrial = false
        ranks = last.ranks
    }

    /// Records that a continued process has adopted the batch size of this trial.
    mutating func begin(atStep step: Int) {
        if !isFirstTrial { startsAtStep = step }
    }

    /// Records a step.
    ///
    /// - Returns: whether the line is plausible and can follow the one before; otherwise it is ignored.
    mutating func record(_ step: StepEvent, from connection: Int, counting: Counting) -> Bool {
        let before = ranks[connection]
        guard Self.isPlausible(step, after: before) else { return false }
        ranks[connection] = step
        guard let startsAtStep else { return true }
        let steps = step.steps ?? 1
        if firstNumber == nil {
            firstNumber = step.step - steps + 1
            if steps == 1, isFirstTrial { firstLoss = step.loss }
        }
        if steps > 0, counting == .reported {
            batches.add(step, steps: steps, samples: step.samples ?? step.totalSamples - (before?.totalSamples ?? 0))
        }
        if leader == nil { leader = connection }
        guard leader == connection else { return true }
        if step.diverged == true { hasDiverged = true }
        if let last = lines.last {
            trainedSeconds += step.seconds ?? max(0, step.at - last.at - (step.pauseSeconds ?? 0))
            longestPause = max(longestPause, step.at - last.at)
        } else {
            trainedSeconds += step.seconds ?? 0
        }
        append(step, steps: steps, totalSteps: step.step - (startsAtStep - 1), counting: counting)
        return true
    }

    private mutating func append(_ step: StepEvent, steps: Int, totalSteps: Int, counting: Counting) {
        let totalSamples =
            if case .multiples(let batchSize) = counting { step.step * batchSize } else { totalSamplesOfRanks }
        var line = StepLine(
            at: step.at,
            totalSamples: totalSamples,
            totalSteps: totalSteps,
            steps: steps,
            seconds: step.seconds,
            inputSeconds: step.inputSeconds,
            pauseSeconds: step.pauseSeconds
        )
        if let count = step.shortSteps, let samples = step.shortSamples, let seconds = step.shortSeconds,
            1...steps ~= count, samples >= 0, seconds >= 0
        {
            line.short = StepLine.Short(steps: count, samples: samples, seconds: seconds)
        }
        lines.append(line)
        if lines.count > Self.mostLines { lines = StepLine.joinedInPairs(lines) }
    }

    /// Maximum number of lines: a training of many hours reports more than its results need.
    private static let mostLines = 16_384
    /// Larger counters are rejected as errors: sums of them would overflow.
    static let mostCount = 1 << 50

    private static func isPlausible(_ step: StepEvent, after last: StepEvent?) -> Bool {
        let counts = [step.step, step.totalSamples, step.steps ?? 1, step.samples ?? 0, step.batchSize ?? 0]
        guard step.at.isFinite, counts.allSatisfy({ 0...mostCount ~= $0 }) else { return false }
        guard let last else { return true }
        return step.at >= last.at && step.step >= last.step && step.totalSamples >= last.totalSamples
    }

    private var totalSamplesOfRanks: Int { ranks.values.reduce(0) { $0 + $1.totalSamples } }

    // MARK: Figures

    /// Number of steps of this trial.
    var totalSteps: Int { lines.last?.totalSteps ?? 0 }

    /// Number of samples of all processes; the last lines of the others may follow those of the leader.
    var totalSamples: Int {
        max(lines.last?.totalSamples ?? 0, isFirstTrial ? totalSamplesOfRanks : 0)
    }

    /// Steady part of the steps so far; nil while there are too few.
    ///
    /// - Parameter start: slow start of the process, where it is known; a later trial has none.
    func window(after start: SlowStart) -> SteadyWindow? {
        SteadyWindow(
            of: lines,
            after: isFirstTrial ? start.seconds : 0,
            steps: isFirstTrial ? start.steps : 0
        )
    }

    /// Throughput of the steps so far, in samples per second, warm-up included: for progress, not for reports.
    var latestThroughput: Double? {
        guard let first = lines.first, let last = lines.last, last.at > first.at else { return nil }
        return Double(last.totalSamples - first.totalSamples) / (last.at - first.at)
    }

    /// Throughput of all steps after the first line: for comparisons, not for reports.
    var laterSamplesPerSecond: Double? {
        guard let first = lines.first, let last = lines.last else { return nil }
        let seconds = zip(lines, lines.dropFirst()).reduce(0) { $0 + ($1.1.seconds ?? $1.1.at - $1.0.at) }
        return seconds > 0 ? Double(last.totalSamples - first.totalSamples) / seconds : nil
    }
}
