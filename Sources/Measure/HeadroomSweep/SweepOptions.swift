package import HeadroomCore
package import HeadroomTrials

/// Options of a sweep, as given by the user.
package struct SweepOptions: Sendable {
    /// The request: of a fit only the largest batch size that fits, else every ceiling that can be measured.
    package var kind = SweepDocument.Kind.sweep
    package var command: CommandTemplate
    /// The command for documents, where it differs from the one that is started.
    package var shownCommand: [String]?
    /// The name of a built-in workload; nil for the command of a user.
    package var workload: String?
    /// Batch sizes to visit; nil for powers of two until the device is saturated, or memory or the data end.
    package var batchSizes: [Int]?
    /// A batch size that the walk includes, such as the baseline; nil for powers of two.
    package var walksThrough: Int?
    /// Batch sizes to visit in addition, as far as they fit, where the walk chooses the others.
    package var otherBatchSizes: [Int] = []
    package var objective = SweepDocument.Objective.time
    package var baseline: SweepDocument.Baseline?
    /// The share of the highest throughput from which on a batch size pays.
    package var paysAt = 0.9
    /// Target half-width of a throughput's interval, relative to it.
    package var precision = SweepOptions.standardPrecision
    static let standardPrecision = 0.03
    /// Number of process starts at each batch size: at least, since fewer do not show the variance between starts, and
    /// at most, where the interval stays too wide.
    package var starts = 3...6
    /// Minimum and maximum length of a speed trial, in seconds, without startup and warm-up.
    package var blockSeconds = 0.5...0.8
    package var budgetSeconds = 600.0
    /// Host memory limit of a training, where given by the user.
    package var memoryLimitBytes: Int?
    /// Host memory limit without one from the user, where no accelerator trains.
    package var usualMemoryLimitBytes: Int?
    /// Simulated memory of the device; nil for the device as it is.
    package var deviceMemoryLimitBytes: Int?
    /// Whether there is a device that a command may train on.
    package var hasAccelerator = false
    package var memoryMode = MemoryMode.auto
    package var provokesOutOfMemory = true
    package var seed: UInt64 = 0
    /// The environment variable that sets the command's batch size.
    package var batchSizeVariable: String?
    /// Whether every trial gets its own process, even where one could serve several.
    package var isFresh = false
    /// Pattern for steps in the command's output; nil where it reports them.
    package var stepPattern: StepPattern?
    /// Length of a trial of a command without steps; nil where there are steps.
    package var watchedSeconds: Double?
    /// Whether experiment trackers may report the trials.
    package var keepsTrackers = false
    /// Values of the command's other placeholders; the epochs are those of a training in full.
    package var values: [CommandTemplate.Placeholder: String] = [:]
    /// Steps after which the gradients of a user's command are observed; nil for the agent's own choice.
    package var gradientHolds: [Int]?
    /// Number of epochs to reach the last of them, including the passes of steps with held parameters.
    package var gradientEpochs: Int?
    /// The copy of the working folder that every process starts in; nil for the folder itself.
    package var workingCopy: WorkingCopy?
    /// Environment variables added to every trial.
    package var environment: [String: String] = [:]
    /// Paths that Headroom writes to while trials run, which do not count as changed by a trial: its store, logs and
    /// exports.
    package var ownPaths: [String] = []
    /// Number of steps whose gradients are measured at each stage of the training.
    package var gradientSteps = SweepOptions.usualGradientSteps
    /// Whether one training runs to its end to measure the gradient noise scale.
    package var measuresNoise = false
    /// Whether the command averages or sums the gradients of a batch, where given by the user.
    package var reduction: Reduction?
    /// Whether a short second run with the remedy follows a watched run: on a single batch, to measure the cost of
    /// loading; where threads spin, with passive waiting.
    package var confirms = false
    /// Maximum time of a trial to its first step.
    package var firstStepSeconds = 120.0
    /// The slow start of an earlier run of the unchanged command, where `learn` has made one.
    ///
    /// The trainings in full that follow show failures at the end of an epoch. Nil where the sweep has to check both.
    package var knownStart: SlowStart?
    /// How long the first trial watches for the end of a slow start, from its first step on: compilation, caches and
    /// autotuning may cause a constant, wrong speed for seconds.
    package var settlingSeconds = 10.0

    package init(command: CommandTemplate) {
        self.command = command
    }

    /// The share of the budget for watching a slow start.
    private static let settlingShare = 1.0 / 6

    /// Minimum length of the first trial; built-in workloads have no slow start.
    var firstTrialSeconds: Double {
        workload == nil && knownStart == nil ? min(settlingSeconds, Self.settlingShare * budgetSeconds) : 0
    }

    /// The command as the user runs it, to observe its batch size; nil where it cannot be started so.
    var ownCommand: CommandTemplate? {
        guard workload == nil, watchedSeconds == nil else { return nil }
        guard command.takesBatchSize else { return command }
        return command.leavingOpen(keeping: Set(CommandTemplate.Placeholder.allCases))
    }

    /// Whether speed trials may share a process.
    ///
    /// Where the agent sets the batch size, it can do so repeatedly. A command that takes it as an argument may use it
    /// for more than its loader.
    var mayShareProcesses: Bool {
        !isFresh && stepPattern == nil && watchedSeconds == nil && !command.takesBatchSize && batchSizeVariable == nil
    }
}

/// Progress of a sweep.
package struct SweepProgress: Codable, Equatable, Sendable {
    package enum Phase: String, Codable, Sendable {
        case walking, probing, verifying, repeating, checking, watching, learning, training, sharpness
    }

    package var phase: Phase
    /// A note to show immediately.
    package var notice: String?
    /// The measured command, of several.
    package var subject: String?
    package var batchSize: Int
    package var trialsDone: Int
    /// Expected number of trials in all; nil while unknown.
    package var trialsExpected: Int?
    package var samplesPerSecond: Double?
    package var elapsedSeconds: Double
    package var remainingSeconds: Double?
}
