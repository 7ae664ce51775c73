import ArgumentParser
import HeadroomCommandLine
import HeadroomEvents
import HeadroomFormat
import HeadroomTorch
import HeadroomTraining

extension DenoiserKind: ExpressibleByArgument {}

/// The command `headroom train scenes`.
struct TrainScenes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: SceneGeneration.name,
        abstract: SceneGeneration.summary,
        discussion: """
            GAUDI in two stages: latent vectors of scenes and of camera paths, with decoders to a radiance field and to \
            poses; then a diffusion over these vectors, from which new scenes are drawn.
            """
    )

    @Option(help: "Trajectories in a step.")
    var batchSize: BatchSize?

    @Option(help: ArgumentHelp("Rays of each trajectory in a step.", valueName: "n"))
    var rays = SceneTraining.Options().rays

    @Option(
        help: ArgumentHelp(
            "Samples on a ray, from the nearest depth to the farthest; further ones are near the depth that the camera measured.",
            valueName: "n"
        )
    )
    var samples = SceneTraining.Options().samples

    @Option(help: "Passes over the trajectories (default: about 1,500 steps; under a sweep, until it has seen enough).")
    var epochs: Int?

    @Option(help: "The learning rate of Adam for the decoders; the latent vectors have multiples of it.")
    var learningRate = SceneGeneration.defaultLearningRate

    @Option(
        help: ArgumentHelp(
            "Noise of the latent vectors of scenes, relative to their spread.",
            valueName: "share"
        )
    )
    var latentNoise = SceneTraining.Options().sceneNoise

    @Option(help: "The network of the prior: residual (a perceptron) or unet (over the components).")
    var denoiser = DenoiserKind.residual

    @Option(
        help: ArgumentHelp(
            "Steps of the training of the prior (default: 20 for each trajectory, from 1,000 to 6,000).",
            valueName: "n"
        )
    )
    var priorSteps: Int?

    @OptionGroup(title: "Data") var data: TrajectoryOptions
    @OptionGroup(title: "Training") var training: TrainingOptions

    func validate() throws {
        for (name, value) in [
            ("--epochs", epochs ?? 1), ("--rays", rays), ("--samples", samples), ("--prior-steps", priorSteps ?? 1),
        ] where value < 1 {
            throw ValidationError("\(name) takes a whole number of at least 1.")
        }
        guard learningRate > 0, learningRate.isFinite else {
            throw ValidationError("--learning-rate takes a number above 0.")
        }
        guard (0...10).contains(latentNoise) else {
            throw ValidationError("--latent-noise takes a number from 0 to 10.")
        }
    }

    func run() throws {
        try EngineLibrary.load()
        let events = EventWriter()
        let data = data.settings
        let dataset = try TrajectoryDataset(data)
        let options = try options(data, trajectories: dataset.count, isMeasured: events != nil)
        let interrupts = events == nil ? Interrupts(last: 2) { _ in } : nil
        let line = ProgressLine(isShown: events == nil && options.loop.epochs != nil)
        let result = try SceneTraining(options)(
            dataset,
            sentences: events == nil ? Sentences.embeddings(of: dataset.texts) : nil,
            events: events,
            progress: { line.show(Self.line($0, epochs: options.loop.epochs ?? 1)) },
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
        try StandardStream.output(summary(result, dataset, options))
        if result.outcome.isStopped, let signal = interrupts?.received { throw ExitCode.signal(signal) }
    }

    private func summary(
        _ result: SceneTraining.Result,
        _ dataset: TrajectoryDataset,
        _ options: SceneTraining.Options
    ) -> String {
        let (outcome, path) = (result.outcome, options.loop.checkpoint ?? "")
        return """
            \(dataset.count) trajectories of \(dataset.frameCount) frames, \(result.model.parameterCount) parameters
            \(outcome.steps) steps at batch size \(options.loop.batchSize) in \(Format.seconds(outcome.seconds)): \
            \(Format.count(Double(outcome.samples) / outcome.seconds)) trajectories/s\(outcome.isStopped ? ", stopped" : "")
            frames that were not trained on: mean squared error \(Format.significant(result.heldOutError))
            the model is in \(path); how good it is: headroom scenes evaluate --checkpoint \(path)

            """
    }

    private static func line(_ progress: SceneTraining.Progress, epochs: Int) -> String {
        switch progress {
        case .scenes(let loop):
            let share = Double(loop.samples) / Double(loop.samplesPerEpoch) / Double(epochs)
            return
                "\(ProgressLine.bar(share)) scenes: epoch \(loop.epoch) of \(epochs), \(Format.count(loop.samplesPerSecond)) trajectories/s"
        case .prior(let share): return "\(ProgressLine.bar(share)) prior"
        }
    }

    private static let defaultSteps = 1500

    private func options(
        _ data: TrajectorySettings,
        trajectories: Int,
        isMeasured: Bool
    ) throws -> SceneTraining.Options {
        let request = TrialRequest()
        let size = batchSize?.value ?? min(SceneGeneration.defaultBatchSize, trajectories)
        var options = SceneTraining.Options(batchSize: size)
        options.data = data
        options.learningRate = learningRate
        options.rays = rays
        options.samples = samples
        options.sceneNoise = latentNoise
        options.prior.denoiser = denoiser
        options.priorTraining.steps = priorSteps
        let stepsPerEpoch = (trajectories + size - 1) / size
        options.loop.epochs = epochs ?? (request.isOpenEnded ? nil : max(1, Self.defaultSteps / stepsPerEpoch))
        options.loop.seed = training.seed
        options.loop.threads = training.threads ?? 1
        options.loop.device = training.device
        options.loop.noiseStepsPerStage = request.noiseStepsPerStage
        options.loop.evaluateEvery = training.evaluateEvery ?? 0
        options.loop.checkpoint = training.checkpoint(of: SceneGeneration.name, isMeasured: isMeasured)
        options.loop.resume = training.resume
        options.loop.settings = [
            "--data": data.folder ?? "drawn", "--rooms": String(data.rooms), "--frames": String(data.frames),
            "--size": String(data.size),
            "--orientation": data.orientation.rawValue, "--batch-size": String(size), "--rays": String(rays),
            "--samples": String(samples), "--learning-rate": String(learningRate),
            "--latent-noise": String(latentNoise), "--denoiser": denoiser.rawValue,
            "--seed": String(training.seed), "--epochs": options.loop.epochs.map(String.init) ?? "none",
        ]
        if let path = options.loop.checkpoint { try OutputFile.check(path) }
        return options
    }
}
