import HeadroomCore
import HeadroomEvents

/// Data of a trial: passes each event to its log.
///
/// It takes the training's events and the supervisor's readings in the order in which they arrive, and does not use a
/// clock. ``TrialMonitor`` decides whether the trial may end, ``TrialResult`` computes its results.
struct TrialRecorder: Sendable {
    let plan: TrialPlan
    let startedAt: Double
    private(set) var hello: Hello?
    private(set) var steps = StepLog()
    private(set) var phases = PhaseLog()
    private(set) var evaluations = Evaluations()
    private(set) var gradients = GradientLog()
    private(set) var allocators = AllocatorLog()
    private(set) var supervisor = SupervisorLog()
    private(set) var rejected = RejectedLines()
    private(set) var connections = 0
    /// Number of events of the training, its output included.
    private(set) var messageCount = 0
    /// Whether its loss, or its evaluation measure, became NaN.
    private(set) var hasDiverged = false
    /// Messages in the command's output that may mean that it ran out of memory.
    private(set) var outOfMemoryMessages: [OutOfMemoryPattern] = []
    /// Time and step of the first unambiguous one.
    private(set) var ranOutOfMemory: (at: Double, step: Int)?
    /// Reason why the agent does not reach the training process; nil where it does, or where that is unknown.
    private(set) var reach: AgentReach.Reason?
    /// Memory of each device, by its ID, that other processes used when the process started, in bytes; empty for the
    /// first trial of a process.
    private(set) var othersBytes: [String: Int] = [:]
    /// Earlier trials of the same process; nil for its first one.
    private(set) var earlier: Earlier?

    struct Earlier: Sendable {
        var largestBatchSize: Int
        /// Longest time between two lines of the last trial, in seconds.
        var longestPause: Double
    }

    init(plan: TrialPlan, startedAt: Double) {
        self.plan = plan
        self.startedAt = startedAt
    }

    /// Creates a recorder for the next trial of a process, at another batch size.
    ///
    /// - Parameter othersBytes: memory of each device that other processes used before the process started, in bytes.
    init(plan: TrialPlan, after last: TrialRecorder, othersBytes: [String: Int], startedAt: Double) {
        self.init(plan: plan, startedAt: startedAt)
        hello = last.hello
        connections = last.connections
        steps = StepLog(after: last.steps)
        supervisor = SupervisorLog(after: last.supervisor)
        self.othersBytes = othersBytes
        earlier = Earlier(
            largestBatchSize: max(
                last.earlier?.largestBatchSize ?? 0,
                last.plan.batchSize ?? last.steps.batches.largest ?? 0
            ),
            longestPause: last.steps.longestPause
        )
    }

    mutating func record(_ message: EventListener.Message) {
        messageCount += 1
        switch message {
        case .connected: connections += 1
        case .invalid(_, let reason): rejected.add(reason)
        case .closed: break
        case .event(let event, let connection): record(event, from: connection)
        }
    }

    private mutating func record(_ event: Event, from connection: Int) {
        switch event {
        case .hello(let hello):
            if self.hello == nil || hello.rank == 0 { self.hello = hello.bounded }
        case .step(let step):
            guard steps.record(step, from: connection, counting: counting) else {
                return rejected.add("the counters of an event 'step' run backwards, or are beyond all measure")
            }
            hasDiverged = hasDiverged || steps.hasDiverged
        case .evaluation(let event):
            evaluations.add(event, at: place)
            phases.recordResult()
        case .phase(let event):
            if steps.leader == nil || steps.leader == connection { phases.record(event) }
        case .epoch(let event):
            if steps.leader == connection { phases.record(event) }
        case .batchSize(let event):
            if event.batchSize == plan.batchSize { steps.begin(atStep: event.fromStep) }
        case .gradient(let event): gradients.record(event)
        case .memory(let event):
            // Until the process has adopted its batch size, the peaks are those of the trial before.
            guard steps.startsAtStep != nil else { return }
            let place = AllocatorLog.Place(connection: connection, device: event.device ?? hello?.device ?? "gpu")
            allocators.record(event, at: place, isEvaluated: phases.firstEvaluationAt != nil)
        case .end: break
        }
    }

    private var counting: StepLog.Counting {
        if hello?.samplesUnknown != nil { return .multiples(of: plan.batchSize ?? 0) }
        return plan.stepPattern?.hasSamplesGroup ?? true ? .reported : .assumed
    }

    /// Records that the command wrote output.
    mutating func recordOutput() {
        messageCount += 1
    }

    /// Records the out-of-memory messages that the command has written so far.
    mutating func record(_ messages: [OutOfMemoryPattern], at now: Double) {
        outOfMemoryMessages = messages
        if ranOutOfMemory == nil, messages.contains(where: { $0.strength == .strong }) {
            ranOutOfMemory = (now, steps.totalSteps)
        }
    }

    /// Records a measure from the command's output.
    mutating func record(_ figure: EvaluationPattern.Found) {
        guard figure.value.isFinite else {
            hasDiverged = true
            return
        }
        evaluations.add(figure.value, of: figure.measure, split: figure.split, at: place)
    }

    /// Records a reason why the agent does not reach a process; of several, the one with the most CPU time is the
    /// training.
    mutating func record(_ reason: AgentReach.Reason) {
        if reason.processorSeconds >= reach?.processorSeconds ?? 0 { reach = reason }
    }

    /// Records a report of the supervisor.
    mutating func record(_ report: SupervisorReport) {
        supervisor.record(report)
        if case .ended = report { phases.end() }
    }

    /// Position of the training.
    private var place: LearningCurve.Point {
        LearningCurve.Point(
            step: steps.totalSteps,
            samples: steps.lines.last?.totalSamples ?? 0,
            seconds: steps.trainedSeconds,
            value: 0
        )
    }

    /// Steady part of the steps so far; nil while there are too few.
    var window: SteadyWindow? { steps.window(after: plan.start) }

    /// Number of steps before the trial: more than 0 where the training resumed from a checkpoint.
    var startedAfterStep: Int { max(hello?.step ?? 0, (steps.firstNumber ?? 1) - 1) }

    /// Whether the batch size differs from step to step.
    var batchSizeVaries: Bool { hello?.variableBatchSize == true || steps.batches.isVariable }

    /// Number of samples of an epoch, where one step takes all of them; nil where the data continue, or it is unknown.
    ///
    /// If a command has taken smaller batch sizes, and reduces this one, it has no more data.
    var observedEpochSamples: Int? {
        guard let asked = plan.batchSize, let taken = plan.largestTaken, let observed = steps.batches.observed,
            !batchSizeVaries, taken <= observed, observed < asked
        else { return nil }
        return observed
    }

    /// Passes over the data, by the number of samples; 0 where the size of the data is unknown.
    var passes: Double {
        guard let samples = hello?.trainingSamples, samples > 0, let first = steps.lines.first,
            let last = steps.lines.last
        else { return 0 }
        let seen = last.totalSamples - (steps.isFirstTrial ? 0 : first.totalSamples)
        return Double(seen) / Double(samples * max(1, hello?.worldSize ?? 1))
    }

    /// Longest phase of the training that the trial completed.
    var coverage: TrialDocument.Coverage {
        if phases.evaluations > 0 { return .evaluation }
        return phases.epochs > 0 || passes >= 1 ? .epoch : .steps
    }

    /// Progress of a training that uses only the CPU; nil for others, and before their first steps.
    var trainingOnTheCPU: (processId: Int, trainingSeconds: Double, stepSeconds: Double)? {
        guard let processId = supervisor.processId, hello?.device == "cpu", let first = steps.lines.first,
            let last = steps.lines.last
        else { return nil }
        let count = last.totalSteps - first.totalSteps
        guard count > 0 else { return nil }
        return (processId, last.at - first.at, (last.at - first.at) / Double(count))
    }
}

extension Hello {
    /// Event without implausible counts, sums and products of which would overflow.
    fileprivate var bounded: Hello {
        var hello = self
        if let threads, !(1...65_536).contains(threads) { hello.threads = nil }
        if let trainingSamples, !(1...StepLog.mostCount).contains(trainingSamples) { hello.trainingSamples = nil }
        if let worldSize, !(1...1_048_576).contains(worldSize) { hello.worldSize = nil }
        return hello
    }
}
