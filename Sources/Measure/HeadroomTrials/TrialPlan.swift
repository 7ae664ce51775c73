package import HeadroomCore

/// Everything that is decided about a trial before it starts.
package struct TrialPlan: Sendable {
    /// When a trial has seen enough.
    package enum Goal: Equatable, Sendable {
        /// The half-width of the throughput's interval is at most `ratio` of it, after at least `minimumSeconds` and
        /// at most `maximumSeconds` of steady steps.
        case precision(ratio: Double, minimumSeconds: Double, maximumSeconds: Double)
        /// A number of steps.
        case steps(Int)
        /// The peak of the memory: a number of steps (the second has the optimizer's state), then an epoch and an
        /// evaluation, for which it waits no longer than `patienceSeconds`.
        case peak(steps: Int, patienceSeconds: Double)
        /// The command ends by itself.
        case end
        /// So many seconds have passed: the command reports no steps, and only its device and memory are watched.
        case seconds(Double)
    }

    package var id: Int
    package var purpose: TrialDocument.Purpose
    /// nil for the one that the command has by itself: it is watched, and nothing is asked of it.
    package var batchSize: Int?
    package var command: CommandTemplate
    package var goal: Goal
    /// A fresh folder for the trial's socket, logs and output.
    package var directory: String
    /// A variable of the environment that the command takes its batch size from; nil where it takes it otherwise.
    package var batchSizeVariable: String?
    /// What the other placeholders of the command stand for.
    package var values: [CommandTemplate.Placeholder: String] = [:]
    /// How the steps are found in what the command writes; nil where it reports them.
    package var stepPattern: StepPattern?
    /// How the figures of the test data are found in what the command writes; nil where nobody looks for them.
    package var evaluationPattern: EvaluationPattern?
    /// Names and values added to the environment.
    package var environment: [String: String] = [:]
    /// At how many steps of each stage of the training the norms of gradients are wanted; nil for none.
    package var gradientSteps: Int?
    /// After which steps the agent should hold the parameters still for that; nil for its own choice.
    package var gradientHolds: [Int]?
    /// Over how many steps the agent should let the learning rate grow to its full value; nil for none.
    package var warmupSteps: Int?
    /// Judges whether a training need not go on; nil where it is to come to its end in any case.
    package var judge: TrainingJudge?
    /// Whether the batch size that is observed must be the one that was asked for: a batch that grows is not.
    package var checksBatchSize = true
    /// The largest batch size that the command was seen to take before; nil where there is none.
    package var largestTaken: Int?
    /// Whether the agent should deliver one batch again and again.
    package var cachesBatch = false
    /// What is known of the slow start of this training: it is left out of the window, and outlasted.
    package var start = SlowStart()
    /// The least time from the first step to the end of the trial, where the length of the start is not known yet.
    package var settlingSeconds = 0.0
    /// Whether a command that fails is a result of this trial, and not an error of whatever needs the trial.
    package var failureIsAResult = false
    /// After how many batches the agent should end each epoch of the training; nil for none.
    package var epochBatches: Int?
    /// Whether the agent should put the longest samples into the first batch.
    package var takesLongestFirst = false
    /// The copy of the working folder that the command is started in; nil for the folder itself.
    package var workingCopy: WorkingCopy?
    /// Whether experiment trackers may report the trial.
    package var keepsTrackers = false
    /// What the process tree may take; nil for no limit.
    package var memoryLimitBytes: Int?
    /// The memory of the device that is to be played, where a smaller one than there is; nil for the device as it is.
    package var deviceMemoryLimitBytes: Int?
    /// How the limit is enforced.
    package var memoryMode = MemoryMode.auto
    /// CPUs that the process tree may use; its utilization is relative to them.
    package var usableCPUs = 1.0
    /// How long the command may take to its first step.
    package var firstStepSeconds = 120.0
    /// How long a training that goes to its end may do nothing at all, neither steps nor output nor computing, before it is
    /// taken to hang; nil where that ends nothing.
    package var quietSeconds: Double?
    /// How long the whole trial may take.
    package var limitSeconds = 600.0

    /// What ends a trial that has fallen silent, where nothing else was asked for.
    package static let usualQuietSeconds = 30.0

    /// Whether the command runs as it would by itself, and is only watched.
    var isOnlyWatched: Bool { goal == .end && batchSize == nil }

    /// Whether it is a training in full whose result is compared with others.
    var isTrainingOfStudy: Bool { purpose == .training && batchSize != nil }

    /// Whether the command tells its steps on the socket.
    var listens: Bool {
        if case .seconds = goal { return false }
        return stepPattern == nil
    }

    /// How the command is given its batch size; where it has no way of its own, that is left to the agent.
    var batchSizeSetBy: TrialDocument.BatchSizeSetBy {
        if batchSize == nil { return TrialDocument.BatchSizeSetBy.none }
        if command.takesBatchSize { return .argument }
        return batchSizeVariable == nil ? .agent : .environment
    }

    package init(
        id: Int,
        purpose: TrialDocument.Purpose,
        batchSize: Int?,
        command: CommandTemplate,
        goal: Goal,
        directory: String
    ) {
        self.id = id
        self.purpose = purpose
        self.batchSize = batchSize
        self.command = command
        self.goal = goal
        self.directory = directory
    }
}

/// The slow first part of a training: compilation, caches that fill, autotuning, a cold disk.
package struct SlowStart: Equatable, Sendable {
    /// From the first step on.
    package var seconds = 0.0
    package var steps = 0

    package init(seconds: Double = 0, steps: Int = 0) {
        self.seconds = seconds
        self.steps = steps
    }

    /// The longer of two in each respect.
    package func joined(with other: SlowStart) -> SlowStart {
        SlowStart(seconds: max(seconds, other.seconds), steps: max(steps, other.steps))
    }
}

/// What ends a training that cannot win any more.
package struct TrainingJudge: Sendable {
    package var rule: EarlyStopping
    package var expectedSteps: Int

    package init(rule: EarlyStopping, expectedSteps: Int) {
        self.rule = rule
        self.expectedSteps = expectedSteps
    }
}

/// How the supervisor bounds and measures the memory of a process tree (docs/supervisor.md).
package enum MemoryMode: String, Sendable, CaseIterable {
    case auto, cgroup, data, none
}
