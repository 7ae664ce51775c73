package import HeadroomCore

/// Configuration of a trial, determined before it starts.
package struct TrialPlan: Sendable {
    /// Condition for the end of a trial.
    package enum Goal: Equatable, Sendable {
        /// The half-width of the throughput's interval is at most `ratio` of it, after at least `minimumSeconds` and at
        /// most `maximumSeconds` of steady steps.
        case precision(ratio: Double, minimumSeconds: Double, maximumSeconds: Double)
        /// A number of steps.
        case steps(Int)
        /// Peak memory: a number of steps (the second includes the optimizer's state), then an epoch and an evaluation,
        /// for which it waits at most `patienceSeconds`.
        case peak(steps: Int, patienceSeconds: Double)
        /// The command ends by itself.
        case end
        /// A number of seconds: the command does not report steps, and only its device and memory are watched.
        case seconds(Double)
    }

    package var id: Int
    package var purpose: TrialDocument.Purpose
    /// nil for the command's default: it is watched, and not changed.
    package var batchSize: Int?
    package var command: CommandTemplate
    package var goal: Goal
    /// New folder for the trial's socket, logs and output.
    package var directory: String
    /// Environment variable that the command takes its batch size from; nil where it takes it otherwise.
    package var batchSizeVariable: String?
    /// Values of the other placeholders of the command.
    package var values: [CommandTemplate.Placeholder: String] = [:]
    /// Pattern of the steps in the command's output; nil where it reports them.
    package var stepPattern: StepPattern?
    /// Pattern of the evaluation results in the command's output; nil to ignore them.
    package var evaluationPattern: EvaluationPattern?
    /// Names and values added to the environment.
    package var environment: [String: String] = [:]
    /// Number of steps at each stage of the training whose gradient norms are requested; nil for none.
    package var gradientSteps: Int?
    /// Steps after which the agent should freeze the parameters for that; nil for its own choice.
    package var gradientHolds: [Int]?
    /// Number of steps of the learning rate warmup by the agent; nil for none.
    package var warmupSteps: Int?
    /// Judge that can end a training early; nil to run it to its end.
    package var judge: TrainingJudge?
    /// Whether the observed batch size must equal the requested one: a growing batch does not.
    package var checksBatchSize = true
    /// Largest batch size that the command was observed to use before; nil where there is none.
    package var largestTaken: Int?
    /// Whether the agent should repeat one batch.
    package var cachesBatch = false
    /// Known slow start of this training: excluded from the window, and waited for.
    package var start = SlowStart()
    /// Minimum time from the first step to the end of the trial, while the duration of the start is unknown.
    package var settlingSeconds = 0.0
    /// Whether a failure of the command is a result of this trial, and not an error of the sweep.
    package var failureIsAResult = false
    /// Number of batches after which the agent should end each epoch; nil for none.
    package var epochBatches: Int?
    /// Whether the agent should put the longest samples into the first batch.
    package var takesLongestFirst = false
    /// Copy of the working directory for the command; nil for the original.
    package var workingCopy: WorkingCopy?
    /// Whether experiment trackers may report the trial.
    package var keepsTrackers = false
    /// Memory limit of the process tree; nil for none.
    package var memoryLimitBytes: Int?
    /// Memory of a smaller device to simulate; nil for the actual device.
    package var deviceMemoryLimitBytes: Int?
    /// Method of enforcing the limit.
    package var memoryMode = MemoryMode.auto
    /// Usable CPUs of the process tree; its utilization is relative to them.
    package var usableCPUs = 1.0
    /// Maximum time of the command until its first step.
    package var firstStepSeconds = 120.0
    /// Maximum inactivity of a training run to its end, without steps, output or CPU time, before it counts as hung;
    /// nil for no limit.
    package var quietSeconds: Double?
    /// Maximum time of the whole trial.
    package var limitSeconds = 600.0

    /// Maximum silence of a trial, unless set otherwise.
    package static let usualQuietSeconds = 30.0

    /// Whether the command runs unchanged, and is only watched.
    var isOnlyWatched: Bool { goal == .end && batchSize == nil }

    /// Whether it is a training in full whose result is compared with others.
    var isTrainingOfStudy: Bool { purpose == .training && batchSize != nil }

    /// Whether the command reports its steps on the event socket.
    var listens: Bool {
        if case .seconds = goal { return false }
        return stepPattern == nil
    }

    /// Method of setting the batch size; left to the agent if the command has none of its own.
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

/// Slow first part of a training: compilation, cold caches, autotuning, a cold disk.
package struct SlowStart: Equatable, Sendable {
    /// Duration, from the first step on.
    package var seconds = 0.0
    package var steps = 0

    package init(seconds: Double = 0, steps: Int = 0) {
        self.seconds = seconds
        self.steps = steps
    }

    /// Maximum of two, for each property.
    package func joined(with other: SlowStart) -> SlowStart {
        SlowStart(seconds: max(seconds, other.seconds), steps: max(steps, other.steps))
    }
}

/// Ends a training that can no longer win.
package struct TrainingJudge: Sendable {
    package var rule: EarlyStopping
    package var expectedSteps: Int

    package init(rule: EarlyStopping, expectedSteps: Int) {
        self.rule = rule
        self.expectedSteps = expectedSteps
    }
}

/// Method by which the supervisor limits and measures the memory of a process tree (docs/supervisor.md).
package enum MemoryMode: String, Sendable, CaseIterable {
    case auto, cgroup, data, none
}
