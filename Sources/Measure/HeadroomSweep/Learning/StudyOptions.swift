package import HeadroomCore
package import HeadroomSchema
package import HeadroomTrials

/// What a person asked of trainings in full.
package struct StudyOptions: Sendable {
    /// What trials have in common: limits, environment, variables.
    package var trials: SweepOptions
    /// The training, with as many of `{batch} {lr} {epochs} {seed}` as it takes.
    package var command: CommandTemplate
    /// How a workload takes what a script has no placeholder for; nil for somebody's command.
    package var workload: WorkloadOptions?
    /// Trainings that differ in their seed alone.
    package var seeds = 5
    /// How much worse than the best still is as good, in the unit of the measure.
    package var tolerance = 0.01
    /// What a training should reach; nil for what the baseline reaches, less the tolerance.
    package var target: Double?
    /// Batch sizes to train at; nil for powers of four around the baseline.
    package var batchSizes: [Int]?
    /// How the figures of the test data are found in what the command writes.
    package var evaluationPattern: EvaluationPattern?
    /// The remedies that a workload has at a batch size.
    package var remedies: @Sendable (Baseline, _ batchSize: Int) -> [Remedy] = { _, _ in [] }
    /// Trainings that were made before, by the same command on the same machine.
    package internal(set) var kept: [KeptTrainings] = []
    /// Changes where the files of the command do.
    package var code: String?
    package var reduction: Reduction?
    /// Whether a training ends that cannot win any more.
    package var stopsEarly = true
    /// What the command does by itself, where its user says so.
    package var learningRate: Double?
    package var epochs: Int?
    /// The samples of an epoch, those of all its processes.
    package var trainingSamples: Int?
    package var optimizer: String?
    /// Placeholders whose values of today are not known, so that they are left to the command.
    package internal(set) var leftToTheCommand: Set<CommandTemplate.Placeholder> = []

    package init(trials: SweepOptions, command: CommandTemplate) {
        self.trials = trials
        self.command = command
    }

    /// The options of a workload's training.
    package struct WorkloadOptions: Sendable {
        package var names: WorkloadDescription.Options
        /// The command that measures how sharp the solutions in two files are, and writes its document to a third; nil
        /// where there is none.
        package var sharpness: (@Sendable (_ small: String, _ large: String, _ document: String) -> [String])?

        package init(
            names: WorkloadDescription.Options,
            sharpness: (@Sendable (String, String, String) -> [String])?
        ) {
            self.names = names
            self.sharpness = sharpness
        }
    }

    /// What its user says of the command as it is.
    var said: [CommandTemplate.Placeholder: String] {
        [.learningRate: learningRate.map { "\($0)" }, .epochs: epochs.map { "\($0)" }].compactMapValues(\.self)
    }

    /// The command as its user says that it is; nil where they name no batch size.
    var saidBaseline: Baseline? {
        trials.baseline.map { said in
            var baseline = Baseline(batchSize: said.batchSize, isObserved: false)
            baseline.trainingSamples = trainingSamples
            return baseline
        }
    }

    /// Whether the baseline is the command as it is, with nothing said about it by its user.
    var isCommandAsItIs: Bool { trials.baseline == nil && learningRate == nil && epochs == nil }

    /// The same without the placeholders whose values are not known; nil where the command cannot be started without.
    func leavingOpen(keeping known: Set<CommandTemplate.Placeholder>) -> StudyOptions? {
        guard let left = command.leavingOpen(keeping: known, keepsBatchSize: true) else { return nil }
        var options = self
        options.leftToTheCommand = Set(
            CommandTemplate.Placeholder.allCases.filter { command.takes($0) && !left.takes($0) }
        )
        options.command = left
        return options
    }

    /// Whether a warm-up of the learning rate can be asked for: of a workload that has the option, and from outside.
    var warmsUp: Bool { workload.map { $0.names.warmupSteps != nil } ?? true }

    var seedList: [Int?] { command.takes(.seed) ? Array(0..<max(1, seeds)) : [nil] }
}
