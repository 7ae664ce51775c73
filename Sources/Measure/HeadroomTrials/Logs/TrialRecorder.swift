import HeadroomCore
import HeadroomEvents

/// What is known of a trial: what arrives goes into the log that it belongs to.
///
/// It takes what the training process reports and what the supervisor reads, in the order in which they arrive, and has no
/// clock of its own. Whether the trial may end is up to ``TrialMonitor``, what follows from it to ``TrialResult``.
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
    /// Number of messages of the training, including its output.
    private(set) var messageCount = 0
    /// Whether its loss, or what it is judged by, was no number any more.
    private(set) var hasDiverged = false
    /// What the command wrote that may mean that it got no memory.
    private(set) var outOfMemoryMessages: [OutOfMemoryPattern] = []
    /// When the first of them was seen that means nothing else, and after which step.
    private(set) var ranOutOfMemory: (at: Double, step: Int)?
    /// Why the agent does not reach the process that trains; nil where it does, or that is not known.
    private(set) var reach: AgentReach.Reason?
    /// Memory of each device, by its id, that others held when the process started, in bytes; empty for the first trial of
    /// a process.
    private(set) var othersBytes: [String: Int] = [:]
    /// The trials of the same process that came before; nil for its first one.
    private(set) var earlier: Earlier?

    struct Earlier: Sendable {
        var largestBatchSize: Int
        /// The longest time between two lines of the last one.
        var longestPause: Double
    }

    init(plan: TrialPlan, startedAt: Double) {
        self.plan = plan
        self.startedAt = startedAt
    }

    /// A recorder for the next trial of a process that is asked for another batch size.
    ///
    /// - Parameter othersBytes: what others held of each device before the process started.
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
            // Until the process has taken up its batch size, the peaks are those of the trial before.
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

    /// Takes in that the command wrote something.
    mutating func recordOutput() {
        messageCount += 1
    }

    /// Takes in the out-of-memory messages that the command has written so far.
    mutating func record(_ messages: [OutOfMemoryPattern], at now: Double) {
        outOfMemoryMessages = messages
        if ranOutOfMemory == nil, messages.contains(where: { $0.strength == .strong }) {
            ranOutOfMemory = (now, steps.totalSteps)
        }
    }

    /// Takes in a figure that the command wrote.
    mutating func record(_ figure: EvaluationPattern.Found) {
        guard figure.value.isFinite else {
            hasDiverged = true
            return
        }
        evaluations.add(figure.value, of: figure.measure, split: figure.split, at: place)
    }

    /// Takes in why the agent does not reach a process; of several processes the one that trains computes the most.
    mutating func record(_ reason: AgentReach.Reason) {
        if reason.processorSeconds >= reach?.processorSeconds ?? 0 { reach = reason }
    }

    /// Takes in a report of the supervisor.
    mutating func record(_ report: SupervisorReport) {
        supervisor.record(report)
        if case .ended = report { phases.end() }
    }

    /// Where the training is.
    private var place: LearningCurve.Point {
        LearningCurve.Point(
            step: steps.totalSteps,
            samples: steps.lines.last?.totalSamples ?? 0,
            seconds: steps.trainedSeconds,
            value: 0
        )
    }

    /// The steady part of what was heard so far; nil while there are too few steps.
    var window: SteadyWindow? { steps.window(after: plan.start) }

    /// The step that the training began after: more than 0 where it went on from a checkpoint.
    var startedAfterStep: Int { max(hello?.step ?? 0, (steps.firstNumber ?? 1) - 1) }

    /// Whether the size of a batch differs from step to step.
    var batchSizeVaries: Bool { hello?.variableBatchSize == true || steps.batches.isVariable }

    /// The samples of an epoch, where a step takes all of them; nil where its data go on, or nothing shows it.
    ///
    /// A command that has taken smaller batch sizes, and makes a smaller one of this, has no more data.
    var observedEpochSamples: Int? {
        guard let asked = plan.batchSize, let taken = plan.largestTaken, let observed = steps.batches.observed,
            !batchSizeVaries, taken <= observed, observed < asked
        else { return nil }
        return observed
    }

    /// Passes over the data, by the samples seen; 0 where the size of the data is unknown.
    var passes: Double {
        guard let samples = hello?.trainingSamples, samples > 0, let first = steps.lines.first,
            let last = steps.lines.last
        else { return 0 }
        let seen = last.totalSamples - (steps.isFirstTrial ? 0 : first.totalSamples)
        return Double(seen) / Double(samples * max(1, hello?.worldSize ?? 1))
    }

    /// The longest phase of the training that the trial went through to its end.
    var coverage: TrialDocument.Coverage {
        if phases.evaluations > 0 { return .evaluation }
        return phases.epochs > 0 || passes >= 1 ? .epoch : .steps
    }

    /// How a training goes that uses the CPU alone; nil for others, and before their first steps.
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
    /// Without counts that cannot be true, sums and products of which would overflow.
    fileprivate var bounded: Hello {
        var hello = self
        if let threads, !(1...65_536).contains(threads) { hello.threads = nil }
        if let trainingSamples, !(1...StepLog.mostCount).contains(trainingSamples) { hello.trainingSamples = nil }
        if let worldSize, !(1...1_048_576).contains(worldSize) { hello.worldSize = nil }
        return hello
    }
}
