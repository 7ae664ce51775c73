import HeadroomCore
import HeadroomEvents

/// What is known of a running trial, and whether it has seen enough.
///
/// It takes what the training process says and what the supervisor reads, in the order in which they arrive, and has no
/// clock of its own.
struct TrialRecorder: Sendable {
    let plan: TrialPlan
    let startedAt: Double
    private(set) var hello: Hello?
    private(set) var lines: [StepLine] = []
    private(set) var readings: [SupervisorReport.Reading] = []
    private(set) var processId: Int?
    private(set) var memoryMode: String?
    private(set) var ended: SupervisorReport.Ended?
    private(set) var failure: String?
    private(set) var rubbishLines = 0
    private(set) var connections = 0
    /// The last line of each process of the trial.
    private var ranks: [Int: StepEvent] = [:]
    /// The process whose lines give the times.
    private var leader: Int?
    private(set) var batches = BatchSizes()
    private(set) var phases = PhaseLog()
    private(set) var firstStepNumber: Int?
    /// The loss of the first step.
    private(set) var firstLoss: Double?
    private(set) var evaluation: [String: Double] = [:]
    private(set) var evaluations = Evaluations()
    /// Spent on steps so far.
    private(set) var trainedSeconds = 0.0
    /// Whether its loss, or what it is judged by, was no number any more.
    private(set) var hasDiverged = false
    /// The share of its steps after which the training could not win any more.
    var hopelessAfter: Double?
    /// The norms of gradients, by the step whose point of the parameters they are of.
    private(set) var gradients: [Int: [GradientPair.Norm]] = [:]
    /// The same of the gradients as the optimizer scales them.
    private(set) var preconditionedGradients: [Int: [GradientPair.Norm]] = [:]
    /// Why norms are missing, as the process said it last.
    private(set) var gradientReason: String?
    private(set) var longestPause = 0.0
    /// What the allocators of its processes took of each device.
    private(set) var allocators = AllocatorLog()
    /// What others held of each device, by its id, when the process started; empty for the first trial of a process.
    var othersBytes: [String: Int] = [:]
    /// What the command wrote that may mean that it got no memory.
    private(set) var outOfMemoryMessages: [OutOfMemoryPattern] = []
    /// When the first of them was seen that means nothing else, and after which step.
    private(set) var ranOutOfMemory: (at: Double, step: Int)?
    /// How many lines the precision was last estimated from.
    var linesAtLastEstimate = 0
    /// How often something was heard of the training, its output included.
    private(set) var heard = 0
    var signs: SignsOfLife
    /// Why the agent does not reach the process that trains; nil where it does, or nobody knows.
    var reach: AgentReach.Reason?
    /// What was wrong with the first line on the event socket that is no event.
    private(set) var rubbishReason: String?
    /// What this process had done before this trial; nil for its first one.
    private(set) var earlier: Earlier?

    /// The trials of the same process that came before.
    struct Earlier: Sendable {
        var largestBatchSize: Int
        var longestPause: Double
        /// The first step of this trial; nil until the process has taken up its batch size.
        var fromStep: Int?
    }

    init(plan: TrialPlan, startedAt: Double) {
        self.plan = plan
        self.startedAt = startedAt
        signs = SignsOfLife(startedAt: startedAt)
    }

    /// A recorder for the next trial of a process that is asked for another batch size.
    init(plan: TrialPlan, after last: TrialRecorder, startedAt: Double) {
        self.init(plan: plan, startedAt: startedAt)
        hello = last.hello
        processId = last.processId
        memoryMode = last.memoryMode
        connections = last.connections
        ranks = last.ranks
        othersBytes = last.othersBytes
        // It may have ended in the meantime.
        (ended, failure) = (last.ended, last.failure)
        earlier = Earlier(
            largestBatchSize: max(
                last.earlier?.largestBatchSize ?? 0,
                last.plan.batchSize ?? last.batches.largest ?? 0
            ),
            longestPause: last.longestPause
        )
    }

    // MARK: What arrives

    mutating func hear(_ message: EventListener.Message) {
        heard += 1
        switch message {
        case .connected: connections += 1
        case .rubbish(_, let reason):
            rubbishLines += 1
            rubbishReason = rubbishReason ?? reason
        case .closed: break
        case .event(.hello(let hello), _):
            if self.hello == nil || hello.rank == 0 { self.hello = hello.bounded }
        case .event(.step(let step), let connection): hear(step, from: connection)
        case .event(.evaluation(let event), _):
            if let accuracy = event.accuracy { evaluation["\(event.split)Accuracy"] = accuracy }
            evaluations.add(event, at: place)
            phases.hearResult()
        case .event(.phase(let event), let connection):
            if leader == nil || leader == connection { phases.hear(event) }
        case .event(.epoch(let event), let connection):
            if leader == connection { phases.hear(event) }
        case .event(.batchSize(let event), _):
            if event.batchSize == plan.batchSize { earlier?.fromStep = event.fromStep }
        case .event(.gradient(let event), _):
            hear(event)
        case .event(.memory(let event), let connection): hear(event, from: connection)
        case .event(.end, _): break
        }
    }

    private mutating func hear(_ event: MemoryEvent, from connection: Int) {
        // Until the process has taken up its batch size, the peaks are those of the trial before.
        if let earlier, earlier.fromStep == nil { return }
        let place = AllocatorLog.Place(connection: connection, device: event.device ?? hello?.device ?? "gpu")
        allocators.hear(event, at: place, isEvaluated: phases.firstEvaluationAt != nil)
    }

    private mutating func hear(_ event: GradientEvent) {
        guard gradients.count < Self.mostGradients, (0...Self.mostCount).contains(event.step) else { return }
        gradientReason = event.reason ?? gradientReason
        func norm(_ squaredNorm: Double) -> GradientPair.Norm {
            GradientPair.Norm(batchSize: event.batchSize, squaredNorm: squaredNorm, count: event.count ?? 1)
        }
        if let squared = event.squaredNorm { gradients[event.step, default: []].append(norm(squared)) }
        if let squared = event.preconditionedSquaredNorm {
            preconditionedGradients[event.step, default: []].append(norm(squared))
        }
    }

    /// Takes in that the command wrote something.
    mutating func hearOutput() {
        heard += 1
    }

    /// Takes in the out-of-memory messages that the command has written so far.
    mutating func hear(_ messages: [OutOfMemoryPattern], at now: Double) {
        outOfMemoryMessages = messages
        if ranOutOfMemory == nil, messages.contains(where: { $0.strength == .strong }) {
            ranOutOfMemory = (now, lines.last?.totalSteps ?? 0)
        }
    }

    /// Takes in a figure that the command wrote.
    mutating func hear(_ figure: MeasurePattern.Found) {
        guard figure.value.isFinite else {
            hasDiverged = true
            return
        }
        evaluations.add(figure.value, of: figure.measure, split: figure.split, at: place)
    }

    /// Where the training is.
    private var place: LearningCurve.Point {
        LearningCurve.Point(
            step: lines.last?.totalSteps ?? 0,
            samples: lines.last?.totalSamples ?? 0,
            seconds: trainedSeconds,
            value: 0
        )
    }

    /// Counters beyond this are no counters: nobody trains on so many samples, and sums of them would overflow.
    private static let mostCount = 1 << 50

    /// Whether a line can be true, and follow the one before.
    private func isPlausible(_ step: StepEvent, after last: StepEvent?) -> Bool {
        let counts = [step.step, step.totalSamples, step.steps ?? 1, step.samples ?? 0, step.batchSize ?? 0]
        guard step.at.isFinite, counts.allSatisfy({ 0...Self.mostCount ~= $0 }) else { return false }
        guard let last else { return true }
        return step.at >= last.at && step.step >= last.step && step.totalSamples >= last.totalSamples
    }

    /// Takes in a step: with several processes their samples add up, over the time of the first of them.
    private mutating func hear(_ step: StepEvent, from connection: Int) {
        let before = ranks[connection]
        guard isPlausible(step, after: before) else {
            rubbishLines += 1
            rubbishReason = rubbishReason ?? "the counters of an event 'step' run backwards, or are beyond all measure"
            return
        }
        ranks[connection] = step
        if let earlier, earlier.fromStep == nil { return }
        let steps = step.steps ?? 1
        let samples = step.samples ?? step.totalSamples - (before?.totalSamples ?? 0)
        if firstStepNumber == nil {
            firstStepNumber = step.step - steps + 1
            // Of a process that has trained at another batch size before, it is no first one.
            if steps == 1, earlier == nil { firstLoss = step.loss }
        }
        if steps > 0, plan.stepPattern?.saysSamples ?? true, hello?.samplesUnknown == nil {
            batches.add(step, steps: steps, samples: samples)
        }
        if leader == nil { leader = connection }
        guard leader == connection else { return }
        if step.diverged == true { hasDiverged = true }
        trainedSeconds += step.seconds ?? lines.last.map { max(0, step.at - $0.at - (step.pauseSeconds ?? 0)) } ?? 0
        if let last = lines.last {
            longestPause = max(longestPause, step.at - last.at)
        }
        var line = StepLine(
            at: step.at,
            totalSamples: totalSamplesOfRanks(at: step.step),
            totalSteps: step.step - ((earlier?.fromStep ?? 1) - 1),
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

    /// The samples of all processes so far; where a process cannot count them, its steps of the asked batch size.
    private func totalSamplesOfRanks(at step: Int) -> Int {
        if hello?.samplesUnknown != nil { return step * (plan.batchSize ?? 0) }
        return ranks.values.reduce(0) { $0 + $1.totalSamples }
    }

    /// A training of many hours has more lines than anybody needs: beyond this, neighbours are joined.
    private static let mostLines = 16_384
    private static let mostReadings = 8192
    private static let mostGradients = 65_536

    /// Takes in a report of the supervisor.
    mutating func read(_ report: SupervisorReport) {
        switch report {
        case .started(let started):
            processId = started.processId
            memoryMode = started.memoryMode
        case .reading(let reading):
            readings.append(reading)
            // They are counters: one that is left out is in the next.
            if readings.count > Self.mostReadings {
                readings = readings.enumerated().filter { !$0.offset.isMultiple(of: 2) }.map(\.element)
            }
        case .ended(let ended):
            self.ended = ended
            phases.end()
        case .error(let message): failure = message
        }
    }

    // MARK: What follows from it

    /// The samples of all processes together; the last words of the others come after those of the first.
    var totalSamples: Int {
        max(lines.last?.totalSamples ?? 0, earlier == nil ? ranks.values.reduce(0) { $0 + $1.totalSamples } : 0)
    }

    /// The steady part of what was heard so far; nil while there are too few steps.
    var window: SteadyWindow? {
        SteadyWindow(
            of: lines,
            after: earlier == nil ? plan.start.seconds : 0,
            steps: earlier == nil ? plan.start.steps : 0
        )
    }

    /// How a training goes that uses the CPU alone; nil for others, and before their first steps.
    var trainingOnTheCPU: (processId: Int, trainingSeconds: Double, stepSeconds: Double)? {
        guard let processId, hello?.device == "cpu", let first = lines.first, let last = lines.last else { return nil }
        let steps = last.totalSteps - first.totalSteps
        guard steps > 0 else { return nil }
        return (processId, last.at - first.at, (last.at - first.at) / Double(steps))
    }
}

extension Hello {
    /// Without counts that nobody has, sums and products of which would overflow.
    fileprivate var bounded: Hello {
        var hello = self
        if let threads, !(1...65_536).contains(threads) { hello.threads = nil }
        if let trainingSamples, !(1...(1 << 50)).contains(trainingSamples) { hello.trainingSamples = nil }
        if let worldSize, !(1...1_048_576).contains(worldSize) { hello.worldSize = nil }
        return hello
    }
}
