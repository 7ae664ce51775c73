import ArgumentParser
import HeadroomCommandLine
import HeadroomEvents
import HeadroomFormat
import HeadroomScenes
import HeadroomTorch
import HeadroomTraining

extension VolumeNormalization: ExpressibleByArgument {}

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

    @Option(
        help: ArgumentHelp(
            "Let the learning rate grow linearly over the first steps (default: a tenth of them, at most 100).",
            valueName: "n"
        )
    )
    var warmupSteps: Int?

    @OptionGroup(title: "Data") var data: ShapeOptions

    @Option(help: "The normalization of the generator's layers: batch or group.")
    var normalization = VolumeNormalization.group

    @OptionGroup(title: "Training") var training: TrainingOptions

    func validate() throws {
        if let epochs, epochs < 1 { throw ValidationError("--epochs takes a whole number of at least 1.") }
        guard learningRate > 0, learningRate.isFinite else {
            throw ValidationError("--learning-rate takes a number above 0.")
        }
        if let warmupSteps, warmupSteps < 0 {
            throw ValidationError("--warmup-steps takes a whole number of at least 0.")
        }
    }

    func run() throws {
        try EngineLibrary.load()
        let events = EventWriter()
        let shapes = try data.settings()
        let options = try options(shapes, isMeasured: events != nil)
        let (training, validation) = (try shapes.training(seed: training.seed), try shapes.validation())
        if events == nil, let folder = shapes.folder { try DataReport(folder, training).write() }
        let interrupts = events == nil ? Interrupts(last: 2) { _ in } : nil
        let line = ProgressLine(isShown: events == nil && options.loop.epochs != nil)
        let result = try ReconstructionTraining(options)(
            training: training,
            validation: validation,
            events: events,
            progress: { progress in line.show(Self.line(progress, epochs: options.loop.epochs ?? 1)) },
            isInterrupted: { interrupts?.received != nil }
        )
        line.finish()
        guard events == nil else { return }
        guard !result.outcome.hasDiverged else {
            throw CommandFailure(
                "the training diverged: the loss was not finite after step \(result.outcome.steps)",
                hint: "A smaller --learning-rate may help.",
                exitCode: .commandFailed
            )
        }
        try StandardStream.output(summary(result, options, training))
        if result.outcome.isStopped, let signal = interrupts?.received { throw ExitCode.signal(signal) }
    }

    private func summary(
        _ result: ReconstructionTraining.Result,
        _ options: ReconstructionTraining.Options,
        _ training: ViewDataset
    ) -> String {
        let (outcome, size) = (result.outcome, options.loop.batchSize)
        let path = options.loop.checkpoint ?? ""
        return """
            \(options.shapes.shapes) shapes, \(training.count) pictures, \(result.network.parameterCount) parameters
            \(outcome.steps) steps at batch size \(size) in \(Format.seconds(outcome.seconds)): \
            \(Format.count(Double(outcome.samples) / outcome.seconds)) samples/s\(outcome.isStopped ? ", stopped" : "")
            cross entropy of the validation shapes: \(Format.fixed(result.validationLoss, decimals: 4))
            the model is in \(path); how good it is: headroom reconstruct evaluate --checkpoint \(path)

            """
    }

    private static func line(_ progress: EpochLoop.Progress, epochs: Int) -> String {
        let share = Double(progress.samples) / Double(progress.samplesPerEpoch) / Double(epochs)
        return "\(ProgressLine.bar(share)) epoch \(progress.epoch) of \(epochs), "
            + "\(Format.count(progress.samplesPerSecond)) samples/s"
    }

    /// Without a warm-up some seeds end at a much higher loss.
    private func defaultWarmupSteps(_ options: ReconstructionTraining.Options) -> Int {
        guard let epochs = options.loop.epochs else { return 100 }
        let stepsPerEpoch = (options.shapes.sampleCount + options.loop.batchSize - 1) / options.loop.batchSize
        return min(100, min(epochs, 1000) * stepsPerEpoch / 10)
    }

    private func options(_ shapes: ShapeSettings, isMeasured: Bool) throws -> ReconstructionTraining.Options {
        let request = TrialRequest()
        var options = ReconstructionTraining.Options(
            batchSize: batchSize?.value ?? min(Reconstruction.defaultBatchSize, shapes.sampleCount)
        )
        options.shapes = shapes
        options.learningRate = learningRate
        options.normalization = normalization
        options.loop.epochs = epochs ?? (request.isOpenEnded ? nil : 3)
        options.warmupSteps = warmupSteps ?? defaultWarmupSteps(options)
        options.loop.seed = training.seed
        // Threads that wait for one another cost more than these small operations gain from them.
        options.loop.threads = training.threads ?? 1
        options.loop.device = training.device
        options.loop.noiseStepsPerStage = request.noiseStepsPerStage
        options.loop.evaluateEvery = training.evaluateEvery ?? 0
        options.loop.checkpoint = training.checkpoint(of: Reconstruction.name, isMeasured: isMeasured)
        options.loop.resume = training.resume
        options.loop.settings = [
            "--classes": shapes.classNames.joined(separator: " "), "--shapes": String(shapes.shapes),
            "--views": String(data.views), "--clutter": String(data.clutter), "--frame": data.frame.rawValue,
            "--data": shapes.folder.map { "\($0.path) \($0.fingerprint)" } ?? "drawn",
            "--split": data.division.rawValue,
            "--elevations": "\(shapes.lowestElevation) \(shapes.highestElevation)",
            "--batch-size": String(options.loop.batchSize), "--learning-rate": String(learningRate),
            "--warmup-steps": String(options.warmupSteps), "--normalization": normalization.rawValue,
            "--seed": String(training.seed),
            "--epochs": options.loop.epochs.map(String.init) ?? "none",
        ]
        if let path = options.loop.checkpoint { try OutputFile.check(path) }
        return options
    }
}
