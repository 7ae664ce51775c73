import ArgumentParser
import HeadroomCommandLine
import HeadroomEvents
import HeadroomFormat
import HeadroomScenes
import HeadroomTorch
import HeadroomTraining

extension VolumeNormalization: ExpressibleByArgument {}
extension ObjectClass: ExpressibleByArgument {}

/// The command `headroom train reconstruction`.
struct TrainReconstruction: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: Reconstruction.name,
        abstract: Reconstruction.summary
    )

    @Option(help: "Samples in a step; a sample is a picture with the volume of its shape.")
    var batchSize: BatchSize?

    @Option(help: "Passes over the pictures (default: 3; under a sweep, until it has seen enough).")
    var epochs: Int?

    @Option(help: "The learning rate of Adam.")
    var learningRate = Reconstruction.defaultLearningRate

    @Option(help: ArgumentHelp("Let the learning rate grow linearly over the first steps.", valueName: "n"))
    var warmupSteps = 0

    @OptionGroup(title: "Data") var data: ShapeOptions

    @Option(help: "The normalization of the generator's layers: batch or group.")
    var normalization = VolumeNormalization.group

    @OptionGroup(title: "Training") var training: TrainingOptions

    func validate() throws {
        if let epochs, epochs < 1 { throw ValidationError("--epochs takes a whole number of at least 1.") }
        guard learningRate > 0, learningRate.isFinite else {
            throw ValidationError("--learning-rate takes a number above 0.")
        }
        guard warmupSteps >= 0 else { throw ValidationError("--warmup-steps takes a whole number of at least 0.") }
    }

    func run() throws {
        try EngineLibrary.load()
        let events = EventWriter()
        let options = try options(isMeasured: events != nil)
        let datasets = try data.datasets(seed: training.seed)
        let interrupts = events == nil ? Interrupts(last: 2) { _ in } : nil
        let line = ProgressLine(isShown: events == nil && options.loop.epochs != nil)
        let result = try ReconstructionTraining(options)(
            training: datasets.training,
            validation: datasets.validation,
            events: events,
            progress: { progress in line.show(Self.line(progress, epochs: options.loop.epochs ?? 1)) },
            isInterrupted: { interrupts?.received != nil }
        )
        line.finish()
        guard events == nil else { return }
        try StandardStream.output("\(result.outcome) \(result.validationLoss)\n")
        let e = try ReconstructionEvaluation(result.model, training: datasets.training, validation: datasets.validation, test: data.test())
        print(e.threshold, e.views.mapValues(\.mean), e.views[1]!.byClass, e.shuffledImages.mean, e.blankImage.mean)
        print(e.baselines.meanShape.mean, e.baselines.classMean.mean, e.baselines.imageNearest.mean, e.baselines.oracleNearest.mean, e.views[1]!.interval())
        if result.outcome.isStopped, let signal = interrupts?.received { throw ExitCode.signal(signal) }
    }

    private static func line(_ progress: EpochLoop.Progress, epochs: Int) -> String {
        let share = Double(progress.samples) / Double(progress.samplesPerEpoch) / Double(epochs)
        return "\(ProgressLine.bar(share)) epoch \(progress.epoch) of \(epochs), "
            + "\(Format.count(progress.samplesPerSecond)) samples/s"
    }

    private func options(isMeasured: Bool) throws -> ReconstructionTraining.Options {
        let request = TrialRequest()
        var options = ReconstructionTraining.Options(
            batchSize: batchSize?.value ?? min(Reconstruction.defaultBatchSize, data.sampleCount)
        )
        options.learningRate = learningRate
        options.warmupSteps = warmupSteps
        options.normalization = normalization
        options.loop.epochs = epochs ?? (request.isOpenEnded ? nil : 3)
        options.loop.seed = training.seed
        // Threads that wait for one another cost more than these small operations gain from them.
        options.loop.threads = training.threads ?? 1
        options.loop.device = training.device
        options.loop.noiseStepsPerStage = request.noiseStepsPerStage
        options.loop.evaluateEvery = training.evaluateEvery ?? 0
        options.loop.checkpoint = training.checkpoint(of: Reconstruction.name, isMeasured: isMeasured)
        options.loop.resume = training.resume
        options.loop.settings = data.settings.merging([
            "--batch-size": String(options.loop.batchSize), "--learning-rate": String(learningRate),
            "--warmup-steps": String(warmupSteps), "--normalization": normalization.rawValue, "--seed": String(training.seed),
            "--epochs": options.loop.epochs.map(String.init) ?? "none",
        ]) { first, _ in first }
        if let path = options.loop.checkpoint { try OutputFile.check(path) }
        return options
    }
}
