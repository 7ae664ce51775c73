import ArgumentParser
import FoundationEssentials
import HeadroomCommandLine
import HeadroomDisplay
import HeadroomEvents
import HeadroomFormat
import HeadroomSystem
import HeadroomTorch
import HeadroomTraining

extension ImageModel: ExpressibleByArgument {}
extension ImageOptimizer: ExpressibleByArgument {}

/// The command `headroom train digits`.
struct TrainDigits: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: Digits.name, abstract: Digits.summary)

    @Option(help: "Samples in a step.")
    var batchSize: BatchSize?

    @Option(help: "Passes over the data (default: 20; under a sweep, until it has seen enough).")
    var epochs: Int?

    @Option(help: "The model: mlp, a perceptron, or cnn, a convolutional network.")
    var model = ImageModel.mlp

    @Option(help: "The optimizer: sgd, adam, adamw, or for large batches lars or lamb.")
    var optimizer = ImageOptimizer.sgd

    @Option(help: "The learning rate (default: 0.05 for sgd, 0.001 for adam and adamw, 5 for lars, 0.01 for lamb).")
    var learningRate: Double?

    @Option(help: "The momentum of sgd and lars.")
    var momentum = 0.9

    @Option(help: "A folder with MNIST-style IDX files or the binary files of CIFAR-10, in place of the digits.")
    var data: String?

    @Option(help: "Train on this number of random images, to measure speed and memory.")
    var samples: Int?

    @Option(help: "The height and width of the random images.")
    var imageSize: Int?

    @OptionGroup(title: "Training") var training: TrainingOptions

    @OptionGroup(title: "Remedies") var remedies: RemedyOptions

    func validate() throws {
        if let epochs, epochs < 1 { throw ValidationError("--epochs takes a whole number of at least 1.") }
        if let samples, samples < 1 { throw ValidationError("--samples takes a whole number of at least 1.") }
        if let imageSize, !(1...4096).contains(imageSize) {
            throw ValidationError("--image-size takes a whole number from 1 to 4096.")
        }
        if imageSize != nil, samples == nil { throw ValidationError("--image-size goes with --samples.") }
        if data != nil, samples != nil { throw ValidationError("Give --data or --samples, not both.") }
        if let learningRate, !(learningRate > 0 && learningRate.isFinite) {
            throw ValidationError("--learning-rate takes a number above 0.")
        }
        guard (0..<1).contains(momentum) else { throw ValidationError("--momentum takes a number from 0 to below 1.") }
    }

    func run() throws {
        try EngineLibrary.load()
        let events = EventWriter()
        var options = Digits.Options()
        options.model = model
        options.optimizer = optimizer
        options.batchSize = batchSize?.value ?? Digits.defaultBatchSize
        let request = TrialRequest()
        options.noiseStepsPerStage = request.noiseStepsPerStage
        options.epochs = epochs ?? (request.isOpenEnded ? nil : 20)
        options.learningRate = learningRate
        options.momentum = momentum
        options.seed = training.seed
        options.threads = training.threads ?? model.defaultThreads(usableCPUs: UsableCPUs.count())
        options.device = training.device
        options.evaluateEvery = training.evaluateEvery ?? 0
        options.remedies = try remedies.settings()

        let split = try loadData()
        options.checkpoint = training.checkpoint(of: Digits.name, isMeasured: events != nil)
        if let path = options.checkpoint { try OutputFile.check(path) }
        options.resume = training.resume
        let interrupts = events == nil ? Interrupts(last: 2) { _ in } : nil
        let line = ProgressLine(isShown: events == nil && options.epochs != nil)
        let result = try Digits.train(
            options,
            on: split,
            events: events,
            progress: { line.show($0.line(epochs: options.epochs ?? 1)) },
            isInterrupted: { interrupts?.received != nil }
        )
        line.finish()
        if result.hasDiverged {
            // When Headroom runs the training, divergence is a result, already reported by an event.
            guard events == nil else { return }
            throw CommandFailure(
                "the training diverged: the loss was not finite after step \(result.steps); "
                    + "a smaller learning rate may help",
                exitCode: .commandFailed
            )
        }
        guard events == nil else { return }
        try StandardStream.output(summary(result, options, split))
        if result.isStopped, let signal = interrupts?.received { throw ExitCode.signal(signal) }
    }

    private func loadData() throws -> ImageSplit {
        if let data { return try DataFolder.load(data) }
        if let samples {
            return try SyntheticData.make(samples: samples, imageSize: imageSize ?? 8, seed: training.seed)
        }
        return try DigitsData.load("\(DataHome.folder)/digits.csv")
    }

    private func summary(
        _ result: Digits.Result,
        _ options: Digits.Options,
        _ split: ImageSplit
    ) -> String {
        """
        \(split.name), \(options.model.rawValue): \(result.model.parameterCount) parameters, \
        \(split.training.count) training and \(split.test.count) test samples
        \(result.steps) steps \(batches(options)) in \(Format.seconds(result.seconds)): \
        \(Format.count(Double(result.samples) / result.seconds)) samples/s\(result.isStopped ? ", stopped" : "")
        accuracy: \(Format.accuracy(result.trainingAccuracy)) training, \(Format.accuracy(result.testAccuracy)) test
        \(options.checkpoint.map { "the model is in \($0)\(result.isStopped ? "; --resume \($0) goes on" : "")\n" } ?? "")
        """
    }

    private func batches(_ options: Digits.Options) -> String {
        if let stages = options.remedies.schedule?.stages {
            return "at batch sizes \(stages.map { String($0.batchSize) }.joined(separator: ", "))"
        }
        let accumulation = options.remedies.accumulation
        return accumulation > 1
            ? "of \(accumulation) batches of \(options.batchSize)" : "at batch size \(options.batchSize)"
    }
}

extension Digits.Progress {
    /// A progress line for a terminal.
    fileprivate func line(epochs: Int) -> String {
        let share = Double(samples) / Double(samplesPerEpoch) / Double(epochs)
        return "\(ProgressLine.bar(share)) epoch \(epoch) of \(epochs), \(Format.count(samplesPerSecond)) samples/s"
    }
}
