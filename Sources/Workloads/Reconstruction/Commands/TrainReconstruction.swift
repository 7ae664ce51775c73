import ArgumentParser
import HeadroomCommandLine
import HeadroomEvents
import HeadroomFormat
import HeadroomScenes
import HeadroomTorch
import HeadroomTraining

extension ReconstructionOutput: ExpressibleByArgument {}
extension Architecture: ExpressibleByArgument {}
extension Supervision: ExpressibleByArgument {}
extension ViewMerging: ExpressibleByArgument {}
extension Normalization: ExpressibleByArgument {}
extension PerspectiveTransformer.Projection: ExpressibleByArgument {}
extension VolumeDiscriminator.Kind: ExpressibleByArgument {}

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

    @Option(
        help: """
            What an object is reconstructed as: a volume of cells, an implicit function of the position (occupancy \
            networks), points (a point set network), patches (AtlasNet) or a template, a sphere that is deformed \
            (Pixel2Mesh).
            """
    )
    var output = ReconstructionOutput.volume

    @Option(help: "The networks and their training: image-vae, tl-net (in three stages) or vae-gan.")
    var architecture = Architecture.imageVAE

    @Option(
        help: """
            What reconstructions are compared with: voxels, silhouettes, or weak: silhouettes, while the generator \
            and a discriminator learn from volumes of other shapes.
            """
    )
    var supervision = Supervision.voxels

    @Option(help: "How silhouettes are projected: ptn, the maximum along a ray (default), or drc, where the ray ends.")
    var projection: PerspectiveTransformer.Projection?

    @Option(
        help: """
            What the discriminator of vae-gan is given: a volume (unconditional, the default) or a volume and a picture \
            (conditional).
            """
    )
    var discriminator: VolumeDiscriminator.Kind?

    @Flag(help: "Let pictures become sketches first: mask, depth and normals of the surface that they show.")
    var sketches = false

    @Option(help: "How several pictures become one volume: latent, scores or recurrent.")
    var merging = ViewMerging.latent

    @Option(help: "The normalization of the networks of volumes: batch or group.")
    var normalization = Normalization.group

    @Option(help: "The normalization of the image encoder: batch or group.")
    var imageNormalization = Normalization.batch

    @OptionGroup(title: "Training") var training: TrainingOptions

    func validate() throws {
        if let epochs, epochs < 1 { throw ValidationError("--epochs takes a whole number of at least 1.") }
        guard learningRate > 0, learningRate.isFinite else {
            throw ValidationError("--learning-rate takes a number above 0.")
        }
        guard supervision == .voxels || architecture == .imageVAE else {
            throw ValidationError("--supervision \(supervision.rawValue) is for --architecture image-vae.")
        }
        guard projection == nil || supervision != .voxels else {
            throw ValidationError("--projection is for --supervision silhouettes or weak.")
        }
        guard discriminator == nil || architecture == .vaeGAN else {
            throw ValidationError("--discriminator is for --architecture vae-gan.")
        }
        guard !sketches || (architecture == .imageVAE && supervision == .voxels && output == .volume) else {
            throw ValidationError(
                "--sketches is for --architecture image-vae, --supervision voxels and --output volume."
            )
        }
        guard output == .volume || (architecture == .imageVAE && supervision == .voxels && merging == .latent) else {
            throw ValidationError(
                "--output \(output.rawValue) is for --architecture image-vae, --supervision voxels and --merging latent."
            )
        }
        guard !output.isSurface || data.resolution == VolumeGenerator.resolution else {
            throw ValidationError("--resolution is for --output volume and implicit.")
        }
        if let warmupSteps, warmupSteps < 0 {
            throw ValidationError("--warmup-steps takes a whole number of at least 0.")
        }
    }

    func run() throws {
        try EngineLibrary.load()
        let events = EventWriter()
        let options = try options(data.settings(), isMeasured: events != nil)
        let interrupts = events == nil ? Interrupts(last: 2) { _ in } : nil
        let alarm = CollapseAlarm(epochs: options.loop.epochs)
        let line = ProgressLine(isShown: events == nil && options.loop.epochs != nil)
        let result = try train(
            options,
            events: events,
            progress: { progress in
                alarm.check(progress)
                line.show(Self.line(progress, epochs: options.loop.epochs ?? 1))
            },
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
        try StandardStream.output(summary(result, options))
        if result.outcome.isStopped, let signal = interrupts?.received { throw ExitCode.signal(signal) }
    }

    /// Refuses data that the options need more of.
    private func check(_ data: ViewDataset) throws {
        if supervision == .weak, data.shapeCount < 2 {
            throw CommandFailure(
                "--supervision weak needs at least 2 shapes, one for its pictures and one for its volume",
                exitCode: .wrongUsage
            )
        }
        if supervision != .voxels, data.observed == nil {
            throw CommandFailure(
                "--supervision \(supervision.rawValue) needs the cameras of the pictures, which are not known",
                hint: "Shapes that are drawn by the program, or from meshes, have them.",
                exitCode: .wrongUsage
            )
        }
        if sketches, data.sketches == nil {
            throw CommandFailure(
                "--sketches needs the depth and the normals of the surfaces in the pictures, which are not known",
                hint: "Shapes that are drawn by the program, or from meshes, have them.",
                exitCode: .wrongUsage
            )
        }
    }

    /// The figures of a finished training, for its summary.
    private struct Trained {
        var outcome: EpochLoop.Outcome
        var parameterCount: Int
        var validationLoss: Double
        var shapeCount, pictureCount: Int
        var samples: SampleCheck?
        var discriminator: DiscriminatorRecord?
    }

    private func train(
        _ options: ReconstructionTraining.Options,
        events: EventWriter?,
        progress: (ReconstructionTraining.Progress) -> Void,
        isInterrupted: @escaping () -> Bool
    ) throws -> Trained {
        let (shapes, seed) = (options.shapes, options.loop.seed)
        try shapes.checkMemory()
        guard output.isSurface else {
            let (training, validation) = (try shapes.training(seed: seed), try shapes.validation())
            try check(training)
            if events == nil, let folder = shapes.folder { try DataReport(folder, training).write() }
            let result = try ReconstructionTraining(options)(
                training: training,
                validation: validation,
                events: events,
                progress: progress,
                isInterrupted: isInterrupted
            )
            return Trained(
                outcome: result.outcome,
                parameterCount: result.networks.parameterCount,
                validationLoss: result.validationLoss,
                shapeCount: options.shapes.shapes,
                pictureCount: training.count,
                samples: result.samples,
                discriminator: result.discriminator
            )
        }
        let training = try shapes.surfaces(.training, seed: seed)
        if events == nil, let folder = shapes.folder { try DataReport(folder, training.views).write() }
        let result = try SurfaceTraining(options)(
            training: training,
            validation: shapes.surfaces(.validation, seed: seed),
            events: events,
            progress: { progress(ReconstructionTraining.Progress(loop: $0)) },
            isInterrupted: isInterrupted
        )
        return Trained(
            outcome: result.outcome,
            parameterCount: result.model.parameterCount,
            validationLoss: result.validationLoss,
            shapeCount: options.shapes.shapes,
            pictureCount: training.views.count
        )
    }

    private func summary(_ result: Trained, _ options: ReconstructionTraining.Options) -> String {
        let (outcome, size) = (result.outcome, options.loop.batchSize)
        let path = options.loop.checkpoint ?? ""
        return """
            \(result.shapeCount) shapes, \(result.pictureCount) pictures, \(result.parameterCount) parameters
            \(outcome.steps) steps at batch size \(size) in \(Format.seconds(outcome.seconds)): \
            \(Format.count(Double(outcome.samples) / outcome.seconds)) samples/s\(outcome.isStopped ? ", stopped" : "")
            loss of the validation shapes: \(Format.significant(result.validationLoss))
            \(result.discriminator.map { "discriminator: \($0.text)\n" } ?? "")\
            \(Self.samplesText(result.samples))\
            the model is in \(path); how good it is: headroom reconstruct evaluate --checkpoint \(path)

            """
    }

    private static func line(_ progress: ReconstructionTraining.Progress, epochs: Int) -> String {
        let loop = progress.loop
        let share = Double(loop.samples) / Double(loop.samplesPerEpoch) / Double(epochs)
        var text =
            "\(ProgressLine.bar(share)) epoch \(loop.epoch) of \(epochs), \(Format.count(loop.samplesPerSecond)) samples/s"
        if let samples = progress.samples {
            let fullness = samples.occupancyRatio.map { ", \(Format.fixed($0, decimals: 2)) times as full" } ?? ""
            text += "; drawn shapes overlap by \(Format.fixed(samples.pairOverlap, decimals: 2))\(fullness)"
        }
        if let discriminator = progress.discriminator, let share = discriminator.updateShare {
            text +=
                "; discriminator right on \(Format.percent(discriminator.accuracy)), updated on \(Format.percent(share))"
        }
        return text
    }

    private static func samplesText(_ samples: SampleCheck?) -> String {
        samples?.warning.map { "warning: \($0)\n" } ?? ""
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
        options.output = output
        options.architecture = architecture
        options.supervision = supervision
        options.discriminator = discriminator ?? options.discriminator
        options.loss.projection = projection ?? options.loss.projection
        options.merging = merging
        options.hasSketches = sketches
        options.volumeNormalization = normalization
        options.imageNormalization = imageNormalization
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
            "--split": data.division.rawValue, "--resolution": String(data.resolution),
            "--elevations": "\(shapes.lowestElevation) \(shapes.highestElevation)",
            "--batch-size": String(options.loop.batchSize), "--learning-rate": String(learningRate),
            "--warmup-steps": String(options.warmupSteps), "--normalization": normalization.rawValue,
            "--image-normalization": imageNormalization.rawValue, "--output": output.rawValue,
            "--architecture": architecture.rawValue, "--supervision": supervision.rawValue,
            "--projection": options.loss.projection.rawValue, "--merging": merging.rawValue,
            "--sketches": String(sketches),
            "--discriminator": options.discriminator.rawValue,
            "--seed": String(training.seed),
            "--epochs": options.loop.epochs.map(String.init) ?? "none",
        ]
        if let path = options.loop.checkpoint { try OutputFile.check(path) }
        return options
    }
}
