package import HeadroomCore
package import HeadroomSchema
package import HeadroomTrials

/// Options of a study, as given by the user.
package struct StudyOptions: Sendable {
    /// Common options of all trials: limits, environment, variables.
    package var trials: SweepOptions
    /// The training command, with any of the placeholders `{batch} {lr} {epochs} {seed}`.
    package var command: CommandTemplate
    /// Options of a workload in place of placeholders; nil for the command of a user.
    package var workload: WorkloadOptions?
    /// Number of trainings that differ only in their seed.
    package var seeds = 5
    /// The tolerance below the best, in the unit of the measure.
    package var tolerance = 0.01
    /// Target of the measure; nil for what the baseline reaches, less the tolerance.
    package var target: Double?
    /// Batch sizes of the trainings; nil for powers of four around the baseline.
    package var batchSizes: [Int]?
    /// Pattern for figures of the test data in the command's output.
    package var evaluationPattern: EvaluationPattern?
    /// A workload's remedies at a batch size.
    package var remedies: @Sendable (Baseline, _ batchSize: Int) -> [Remedy] = { _, _ in [] }
    /// Earlier trainings of the same command on the same machine.
    package internal(set) var kept: [KeptTrainings] = []
    /// Fingerprint of the command's files.
    package var code: String?
    package var reduction: Reduction?
    /// Whether trainings that cannot become the best are stopped early.
    package var stopsEarly = true
    /// Properties of the unchanged command, where given by the user.
    package var learningRate: Double?
    package var epochs: Int?
    /// Samples of an epoch over all processes.
    package var trainingSamples: Int?
    package var optimizer: String?
    /// Placeholders whose baseline values are unknown, so that they are left to the command.
    package internal(set) var leftToTheCommand: Set<CommandTemplate.Placeholder> = []

    package init(trials: SweepOptions, command: CommandTemplate) {
        self.trials = trials
        self.command = command
    }

    /// Options of a workload's training.
    package struct WorkloadOptions: Sendable {
        package var names: WorkloadDescription.Options
        /// The command that measures the sharpness of the solutions in two files, and writes its document to a third;
        /// nil where there is none.
        package var sharpness: (@Sendable (_ small: String, _ large: String, _ document: String) -> [String])?

        package init(
            names: WorkloadDescription.Options,
            sharpness: (@Sendable (String, String, String) -> [String])?
        ) {
            self.names = names
            self.sharpness = sharpness
        }
    }

    /// Values of the unchanged command as given by the user.
    var said: [CommandTemplate.Placeholder: String] {
        [.learningRate: learningRate.map { "\($0)" }, .epochs: epochs.map { "\($0)" }].compactMapValues(\.self)
    }

    /// The baseline as given by the user; nil without a batch size.
    var saidBaseline: Baseline? {
        trials.baseline.map { said in
            var baseline = Baseline(batchSize: said.batchSize, isObserved: false)
            baseline.trainingSamples = trainingSamples
            return baseline
        }
    }

    /// Whether the baseline is the unchanged command, without values given by the user.
    var isCommandAsItIs: Bool { trials.baseline == nil && learningRate == nil && epochs == nil }

    /// The options without the placeholders of unknown values; nil where the command cannot be started without.
    func leavingOpen(keeping known: Set<CommandTemplate.Placeholder>) -> StudyOptions? {
        guard let left = command.leavingOpen(keeping: known, keepsBatchSize: true) else { return nil }
        var options = self
        options.leftToTheCommand = Set(
            CommandTemplate.Placeholder.allCases.filter { command.takes($0) && !left.takes($0) }
        )
        options.command = left
        return options
    }

    /// Whether learning rate warmup is supported: of a workload that has the option, and of any command from outside.
    var warmsUp: Bool { workload.map { $0.names.warmupSteps != nil } ?? true }

    var seedList: [Int?] { command.takes(.seed) ? Array(0..<max(1, seeds)) : [nil] }
}
