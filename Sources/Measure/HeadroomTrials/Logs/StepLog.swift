import HeadroomCore
import HeadroomEvents

/// The steps that the processes of a trial have reported.
///
/// With several processes the times are those of the first one that reported (the leader), and the samples add up.
struct StepLog: Sendable {
    /// How the samples of steps are counted.
    enum Counting: Equatable, Sendable {
        /// As the processes report them.
        case reported
        /// As they are reported, by a reader that assumes the asked batch size: nothing about batch sizes follows.
        case assumed
        /// In multiples of the asked batch size, since the processes cannot count them.
        case multiples(of: Int)
    }

    /// The lines of the leader; beyond ``mostLines`` neighbours are joined.
    private(set) var lines: [StepLine] = []
    private(set) var batches = BatchSizes()
    /// The number of the first step that was reported.
    private(set) var firstNumber: Int?
    /// The loss of the first step of the process.
    private(set) var firstLoss: Double?
    /// Time spent on steps so far.
    private(set) var trainedSeconds = 0.0
    /// The longest time between two lines.
    private(set) var longestPause = 0.0
    /// Whether a step reported a loss that is no number.
    private(set) var hasDiverged = false
    /// The process whose lines give the times, by its connection.
    private(set) var leader: Int?
    /// Whether this is the first trial of its process.
    let isFirstTrial: Bool
    /// The step of the process that this trial begins with; nil until a process that goes on has taken up its batch size.
    private(set) var startsAtStep: Int?
    /// The last line of each process of the trial.
    private var ranks: [Int: StepEvent] = [:]

    /// The log of the first trial of a process.
    init() {
        isFirstTrial = true
        startsAtStep = 1
    }

    /// The log of the next trial of a process.
    init(after last: StepLog) {
        isFirstTrial = false
        ranks = last.ranks
    }

    /// Takes in that a process that goes on has taken up the batch size of this trial.
    mutating func begin(atStep step: Int) {
        if !isFirstTrial { startsAtStep = step }
    }

    /// Takes in a step.
    ///
    /// - Returns: whether the line can be true and follow the one before; one that cannot is left out.
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

    /// A training of many hours has more lines than its figures need.
    private static let mostLines = 16_384
    /// Counters beyond this are taken for errors: sums of them would overflow.
    static let mostCount = 1 << 50

    private static func isPlausible(_ step: StepEvent, after last: StepEvent?) -> Bool {
        let counts = [step.step, step.totalSamples, step.steps ?? 1, step.samples ?? 0, step.batchSize ?? 0]
        guard step.at.isFinite, counts.allSatisfy({ 0...mostCount ~= $0 }) else { return false }
        guard let last else { return true }
        return step.at >= last.at && step.step >= last.step && step.totalSamples >= last.totalSamples
    }

    private var totalSamplesOfRanks: Int { ranks.values.reduce(0) { $0 + $1.totalSamples } }

    // MARK: Figures

    /// Steps of this trial.
    var totalSteps: Int { lines.last?.totalSteps ?? 0 }

    /// The samples of all processes together; the last lines of the others come after those of the leader.
    var totalSamples: Int {
        max(lines.last?.totalSamples ?? 0, isFirstTrial ? totalSamplesOfRanks : 0)
    }

    /// The steady part of the steps so far; nil while there are too few.
    ///
    /// - Parameter start: the slow start of the process, where it is known; a later trial has none.
    func window(after start: SlowStart) -> SteadyWindow? {
        SteadyWindow(
            of: lines,
            after: isFirstTrial ? start.seconds : 0,
            steps: isFirstTrial ? start.steps : 0
        )
    }

    /// Samples per second over what was heard so far, warm-up included: a figure to watch, not to report.
    var latestThroughput: Double? {
        guard let first = lines.first, let last = lines.last, last.at > first.at else { return nil }
        return Double(last.totalSamples - first.totalSamples) / (last.at - first.at)
    }

    /// The throughput of all steps behind the first line: a figure to compare, not to report.
    var laterSamplesPerSecond: Double? {
        guard let first = lines.first, let last = lines.last else { return nil }
        let seconds = zip(lines, lines.dropFirst()).reduce(0) { $0 + ($1.1.seconds ?? $1.1.at - $1.0.at) }
        return seconds > 0 ? Double(last.totalSamples - first.totalSamples) / seconds : nil
    }
}
