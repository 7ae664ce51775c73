import ArgumentParser
import HeadroomCommandLine
import HeadroomEvents
import HeadroomTraining

/// The command line options of a training on rows of a table.
struct TabularOptions: ParsableArguments {
    @Option(help: "Samples in a step.")
    var batchSize: BatchSize?

    @Option(
        help: "Passes over the training rows (default: 5, more for few rows; under a sweep, until it has seen enough)."
    )
    var epochs: Int?

    @Option(help: "The learning rate of Adam.")
    var learningRate: Double?

    @Option(help: "Decoupled weight decay.")
    var weightDecay = 0.01

    @Option(help: ArgumentHelp("Let the learning rate grow linearly over the first steps.", valueName: "n"))
    var warmupSteps = 0

    @Option(
        help: ArgumentHelp(
            #"Let the batch grow in place of --batch-size: a JSON file, or [{"fromFraction":0,"batchSize":64},...]."#,
            valueName: "file"
        )
    )
    var schedule: String?

    func validate() throws {
        if let epochs, epochs < 1 { throw ValidationError("--epochs takes a whole number of at least 1.") }
        if let learningRate, !(learningRate > 0 && learningRate.isFinite) {
            throw ValidationError("--learning-rate takes a number above 0.")
        }
        guard weightDecay >= 0, weightDecay.isFinite else {
            throw ValidationError("--weight-decay takes a number of at least 0.")
        }
        guard warmupSteps >= 0 else { throw ValidationError("--warmup-steps takes a whole number of at least 0.") }
    }

    /// Default number of epochs, smallest number of steps of a training, and largest number of epochs to reach it.
    private static let (usualEpochs, fewestSteps, mostEpochs) = (5, 500, 100)

    private static func epochs(rows: Int, _ batchSize: Int) -> Int {
        let steps = max(1, (rows + batchSize - 1) / batchSize)
        return max(usualEpochs, min(mostEpochs, (fewestSteps + steps - 1) / steps))
    }

    /// The options of the training.
    ///
    /// - Parameters:
    ///   - rows: number of training rows.
    ///   - settings: further settings that a resumed training must have.
    ///   - isMeasured: whether Headroom measures the training.
    func options(
        of workload: any Workload.Type,
        _ training: TrainingOptions,
        rows: Int,
        defaultLearningRate: Double,
        settings: [String: String],
        isMeasured: Bool
    ) throws -> TabularTraining.Options {
        var options = TabularTraining.Options()
        let request = TrialRequest()
        options.batchSize = batchSize?.value ?? min(workload.defaultBatchSize, max(1, rows))
        options.epochs = epochs ?? (request.isOpenEnded ? nil : Self.epochs(rows: rows, options.batchSize))
        options.learningRate = learningRate ?? defaultLearningRate
        options.weightDecay = weightDecay
        options.warmupSteps = warmupSteps
        options.schedule = try schedule.map { source throws(WorkloadError) in try BatchSchedule(source) }
        options.seed = training.seed
        // The operations are too small for several threads.
        options.threads = training.threads ?? 1
        options.device = training.device
        options.noiseStepsPerStage = request.noiseStepsPerStage
        options.evaluateEvery = training.evaluateEvery ?? 0
        options.checkpoint = training.checkpoint(of: workload.name, isMeasured: isMeasured)
        options.resume = training.resume
        options.settings = settings.merging([
            "--batch-size": String(options.batchSize), "--learning-rate": String(options.learningRate),
            "--weight-decay": String(weightDecay), "--warmup-steps": String(warmupSteps),
            "--seed": String(options.seed), "trainingRows": String(rows), "--schedule": schedule ?? "none",
        ]) { first, _ in first }
        // The stages of a schedule are fractions of all epochs.
        if schedule != nil, let epochs = options.epochs { options.settings["--epochs"] = String(epochs) }
        if let path = options.checkpoint { try OutputFile.check(path) }
        return options
    }
}
