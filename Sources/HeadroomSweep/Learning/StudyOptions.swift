package import HeadroomCore
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
    package var measurePattern: MeasurePattern?
    /// The remedies that a workload has at a batch size.
    package var remedies: @Sendable (Baseline, _ batchSize: Int) -> [Remedy] = { _, _ in [] }
    /// Trainings that were made before, by the same command on the same machine, by what they were judged by.
    package internal(set) var kept: [Measure: [TrainingDocument]] = [:]
    /// Changes where the files of the command do.
    package var code: String?
    package var reduction: Reduction?
    /// Whether a training ends that cannot win any more.
    package var stopsEarly = true
    /// What the command does by itself, where its user says so.
    package var learningRate: Double?
    package var epochs: Int?

    package init(trials: SweepOptions, command: CommandTemplate) {
        self.trials = trials
        self.command = command
    }

    /// The options of a workload's training.
    package struct WorkloadOptions: Sendable {
        package var evaluateEvery: String
        package var warmupSteps: String
        package var checkpoint: String
        /// The command that says how sharp the solutions in two files are, and writes its document to a third; nil where
        /// nothing says it.
        package var sharpness: (@Sendable (_ small: String, _ large: String, _ document: String) -> [String])?

        package init(
            evaluateEvery: String,
            warmupSteps: String,
            checkpoint: String,
            sharpness: (@Sendable (String, String, String) -> [String])?
        ) {
            self.evaluateEvery = evaluateEvery
            self.warmupSteps = warmupSteps
            self.checkpoint = checkpoint
            self.sharpness = sharpness
        }
    }

    var seedList: [Int?] { command.takes(.seed) ? Array(0..<max(1, seeds)) : [nil] }
}

/// What a command does by itself.
package struct Baseline: Equatable, Sendable {
    package var batchSize: Int
    package var learningRate: Double?
    package var epochs: Int?
    package var trainingSamples: Int?
    /// Its updates at any batch size, where it draws its batches with replacement and has no epochs.
    package var updates: Int?
    /// Whether it leaves out the samples that do not fill an epoch's last batch.
    package var dropsLast = false
    /// In the words of the protocol: `sgd learningRate=0.05 momentum=0.9`.
    package var optimizer: String?
    /// Whether it was seen in a run of the command, and not given by its user.
    package var isObserved: Bool

    package init(batchSize: Int, isObserved: Bool) {
        self.batchSize = batchSize
        self.isObserved = isObserved
    }

    /// How many updates a training has; nil where nobody knows its samples.
    func steps(batchSize: Int, epochs: Int?) -> Int? {
        if let updates { return updates }
        guard let epochs, let perEpoch = stepsPerEpoch(batchSize: batchSize) else { return nil }
        return epochs * perEpoch
    }

    private func stepsPerEpoch(batchSize: Int) -> Int? {
        guard let trainingSamples else { return nil }
        return max(1, dropsLast ? trainingSamples / batchSize : (trainingSamples + batchSize - 1) / batchSize)
    }

    /// The passes over the data that have as many updates at another batch size.
    func epochs(withUpdatesAt batchSize: Int) -> Int? {
        guard let updates = steps(batchSize: self.batchSize, epochs: epochs),
            let perEpoch = stepsPerEpoch(batchSize: batchSize)
        else { return nil }
        return max(1, Int((Double(updates) / Double(perEpoch)).rounded()))
    }
}

extension Baseline {
    /// What is read off a run of the command.
    init?(_ result: TrialResult) {
        guard let batchSize = result.document.batchSizeObserved, batchSize > 0 else { return nil }
        self.init(batchSize: batchSize, isObserved: true)
        optimizer = result.work.optimizer
        trainingSamples = result.trainingSamples
        learningRate = optimizer?.setting("learningRate")
        let (steps, samples) = (result.total.steps, result.total.samples)
        if result.drawsWithReplacement {
            updates = steps
            return
        }
        guard let trainingSamples, trainingSamples > 0, samples > 0 else { return }
        dropsLast = samples == steps * batchSize && !trainingSamples.isMultiple(of: batchSize)
        let perEpoch = dropsLast ? trainingSamples / batchSize * batchSize : trainingSamples
        epochs = max(1, Int((Double(samples) / Double(max(1, perEpoch))).rounded()))
    }
}

extension String {
    /// The number that a description like `sgd learningRate=0.05 momentum=0.9` has under a name.
    fileprivate func setting(_ name: String) -> Double? {
        split(separator: " ").first { $0.hasPrefix("\(name)=") }.flatMap { Double($0.dropFirst(name.count + 1)) }
    }
}
