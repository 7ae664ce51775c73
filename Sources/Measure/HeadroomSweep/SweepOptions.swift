package import HeadroomCore
package import HeadroomTrials

/// What a person asked of a sweep.
package struct SweepOptions: Sendable {
    /// What was asked for: of a fit nothing but the largest batch size that fits, else every ceiling that can be measured.
    package var kind = SweepDocument.Kind.sweep
    package var command: CommandTemplate
    /// The command as documents have it, where that is not the one that is started.
    package var shownCommand: [String]?
    /// The name of a workload of our own; nil for somebody's command.
    package var workload: String?
    /// Batch sizes to visit; nil for powers of two until the device is saturated, or memory or the data end.
    package var batchSizes: [Int]?
    /// One that the walk goes through, such as that of today; nil for powers of two.
    package var walksThrough: Int?
    /// Batch sizes that are visited as well, as far as they fit, where the walk decides the others.
    package var otherBatchSizes: [Int] = []
    package var objective = SweepDocument.Objective.time
    package var baseline: SweepDocument.Baseline?
    /// The share of the greatest throughput from which on a batch size pays.
    package var paysAt = 0.9
    /// The half-width of a throughput's interval, relative to it, that a sweep tries to reach.
    package var precision = SweepOptions.standardPrecision
    static let standardPrecision = 0.03
    /// How often a batch size is started anew: at least, since fewer do not show how starts differ, and at most, where its
    /// interval stays too wide.
    package var starts = 3...6
    /// A speed trial is this long at least and at most, in seconds, start and warm-up apart.
    package var blockSeconds = 0.5...0.8
    package var budgetSeconds = 600.0
    /// What a training may take of the host's memory, where its user sets a limit.
    package var memoryLimitBytes: Int?
    /// What it may take where its user sets none, and no accelerator trains.
    package var usualMemoryLimitBytes: Int?
    /// The memory of the device that is to be played; nil for the device as it is.
    package var deviceMemoryLimitBytes: Int?
    /// Whether there is a device here that a command may train on.
    package var hasAccelerator = false
    package var memoryMode = MemoryMode.auto
    package var provokesOutOfMemory = true
    package var seed: UInt64 = 0
    /// A variable of the environment that the command takes its batch size from.
    package var batchSizeVariable: String?
    /// Whether every trial gets a process of its own, even where one could serve several.
    package var isFresh = false
    /// How the steps are found in what the command writes; nil where it reports them.
    package var stepPattern: StepPattern?
    /// How long a trial of a command without steps is watched; nil where there are steps.
    package var watchedSeconds: Double?
    /// Whether experiment trackers may report the trials.
    package var keepsTrackers = false
    /// What the other placeholders of the command stand for; the epochs those of a training in full.
    package var values: [CommandTemplate.Placeholder: String] = [:]
    /// After which steps the gradients of a command of somebody's are looked at; nil for the agent's own choice.
    package var gradientHolds: [Int]?
    /// The passes over the data that it takes to come to the last of them, since steps that are held are passes as well.
    package var gradientEpochs: Int?
    /// The copy of the working folder that every process starts in; nil for the folder itself.
    package var workingCopy: WorkingCopy?
    /// Names and values added to the environment of every trial.
    package var environment: [String: String] = [:]
    /// Paths that Headroom writes to while trials run, which are not changed by a trial: its store, logs and exports.
    package var ownPaths: [String] = []
    /// Steps whose gradients are measured at each stage of the training.
    package var gradientSteps = SweepOptions.usualGradientSteps
    /// Whether one training is run to its end for what its gradients say of their noise.
    package var measuresNoise = false
    /// Whether the command averages or adds the gradients of a batch, where its user says so.
    package var reduction: Reduction?
    /// Whether a watched run is followed by a short second one that tries the remedy: on a single batch, to tell what
    /// loading costs; where threads spin, with threads that sleep where they wait.
    package var confirms = false
    /// How long a trial may take to its first step.
    package var firstStepSeconds = 120.0
    /// The slow start that a run of the command as it is has shown, where `learn` has made one.
    ///
    /// The trainings in full that follow show what fails at the end of an epoch. Nil where the sweep has to see to both.
    package var knownStart: SlowStart?
    /// How long the first trial watches for the end of a slow start, from its first step on: what compiles, fills caches
    /// or tunes itself runs at a constant, wrong speed for seconds.
    package var settlingSeconds = 10.0

    package init(command: CommandTemplate) {
        self.command = command
    }

    /// The share of the budget that watching for a slow start may take.
    private static let settlingShare = 1.0 / 6

    /// How long the first trial lasts at least; the workloads of our own have no slow start.
    var firstTrialSeconds: Double {
        workload == nil && knownStart == nil ? min(settlingSeconds, Self.settlingShare * budgetSeconds) : 0
    }

    /// The command as its user runs it, to see at which batch size that is; nil where it cannot be started so.
    var ownCommand: CommandTemplate? {
        guard workload == nil, watchedSeconds == nil else { return nil }
        guard command.takesBatchSize else { return command }
        return command.leavingOpen(keeping: Set(CommandTemplate.Placeholder.allCases))
    }

    /// Whether speed trials may share a process.
    ///
    /// Where the agent sets the batch size, it may do so more than once. A command that takes it as an argument may use
    /// it for more than its loader.
    var mayShareProcesses: Bool {
        !isFresh && stepPattern == nil && watchedSeconds == nil && !command.takesBatchSize && batchSizeVariable == nil
    }
}

/// What a sweep is doing, for whoever watches it.
package struct SweepProgress: Sendable {
    package enum Phase: String, Sendable {
        case walking, probing, verifying, repeating, checking, watching, learning, training, sharpness
    }

    package var phase: Phase
    /// What a person should know at once.
    package var notice: String?
    /// Which of several commands is measured.
    package var subject: String?
    package var batchSize: Int
    package var trialsDone: Int
    /// How many trials are expected in all; nil while nobody knows.
    package var trialsExpected: Int?
    package var samplesPerSecond: Double?
    package var elapsedSeconds: Double
    package var remainingSeconds: Double?
}
