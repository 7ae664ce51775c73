package import ArgumentParser
import HeadroomCommandLine
package import HeadroomEvents
package import HeadroomSchema
package import HeadroomTorch
import HeadroomTraining

/// Image classification of handwritten digits: a workload with real data, small enough for any machine.
package enum Digits: Workload {
    package static let name = "digits"
    package static let summary = "Classify handwritten digits with a perceptron or a convolutional network."
    package static let defaultBatchSize = 64
    package static let trainingArguments = [
        "--batch-size", "{batch}", "--learning-rate", "{lr}", "--epochs", "{epochs}", "--seed", "{seed}",
    ]
    package static let options = WorkloadDescription.Options(
        evaluateEvery: "--evaluate-every",
        warmupSteps: "--warmup-steps",
        checkpoint: "--checkpoint"
    )
    package static var trainCommand: any ParsableCommand.Type { TrainDigits.self }
    package static var sharpnessCommand: (any ParsableCommand.Type)? { MeasureSharpness.self }

    /// The options of a training.
    package struct Options: Sendable {
        package var model = ImageModel.mlp
        package var optimizer = ImageOptimizer.sgd
        package var batchSize = Digits.defaultBatchSize
        /// Number of epochs; nil to train until stopped.
        package var epochs: Int? = 20
        package var learningRate: Double?
        package var momentum = 0.9
        package var seed: UInt64 = 0
        package var threads = 1
        package var device = "cpu"
        /// Number of steps measured for gradient noise at the start, middle and end of the training; nil for none.
        package var noiseStepsPerStage: Int?
        /// Number of steps between evaluations of both splits; 0 for an evaluation at the end only.
        package var evaluateEvery = 0
        /// Path of the checkpoint; nil for none.
        package var checkpoint: String?
        /// Path of the checkpoint to resume from.
        package var resume: String?
        package var remedies = RemedySettings()

        package init() {}
    }

    /// The progress of a training.
    package struct Progress: Sendable {
        package var epoch: Int
        package var step: Int
        /// Number of samples so far, in all epochs, and number of samples in one epoch.
        package var samples: Int
        package var samplesPerEpoch: Int
        package var samplesPerSecond: Double
    }

    /// The result of a training.
    package struct Result {
        package var model: Sequential
        package var steps: Int
        package var samples: Int
        /// Time of the training without evaluations.
        package var seconds: Double
        /// The loss of the last batch, before its step.
        package var loss: Double
        package var training: Evaluation
        package var test: Evaluation
        /// Whether the training was stopped before its last epoch.
        package var isStopped: Bool

        package var trainingAccuracy: Double { training.accuracy }
        package var testAccuracy: Double { test.accuracy }
        /// Whether the training ended because its loss was not finite.
        package var hasDiverged: Bool { !loss.isFinite || training.loss == nil }
    }

    /// Trains a classifier.
    ///
    /// - Parameters:
    ///   - events: reports the steps to Headroom, which may then request another batch size or a stop; nil where
    ///   Headroom does not run the training.
    ///   - progress: called after each step.
    ///   - isInterrupted: whether a stop was requested at the terminal.
    package static func train(
        _ options: Options,
        on data: ImageSplit,
        events: EventWriter? = nil,
        progress: (Progress) -> Void = { _ in },
        isInterrupted: @escaping () -> Bool = { false }
    ) throws -> Result {
        try check(options, data)
        let session = try TrainingSession(options.session, events: events, isInterrupted: isInterrupted)
        let device = session.device
        let training = try data.training.moved(to: device)
        let test = try data.test.moved(to: device)
        let remedies = options.remedies
        let model = try options.model.make(for: training, normalization: remedies.normalization)
        try model.move(to: device)
        let optimizer = try options.optimizer.make(
            model.parameters,
            learningRate: options.firstLearningRate,
            momentum: options.momentum
        )
        let objective = Objective(labelSmoothing: remedies.labelSmoothing)
        let warmup = LearningRateWarmup(steps: remedies.warmupSteps)
        session.measureNoise(
            of: model,
            optimizer,
            steps: steps(options, samples: training.count),
            accumulates: remedies.accumulation > 1
        )
        var take = TrainingStep(model, optimizer, objective, options, on: training, in: session)
        // A batch size that fits into memory in training also fits in evaluation.
        let monitor = Monitor(model, training, test, batchSize: min(512, options.batchSize), in: session)
        var order = BatchOrder(count: training.count, stored: training.stored, seed: options.seed)
        var loss = try Tensor.zeros([])
        var start = LoopState(take.generators)
        if let path = options.resume {
            start = try session.resume(checkpoint(at: path, of: options, data), model, optimizer)
            take.generators = start.generators
            if let epochs = options.epochs, start.epoch > epochs {
                throw WorkloadError(
                    .usage,
                    "\(path) has been trained for \(start.epoch - 1) epochs already; --epochs \(start.epoch - 1 + epochs) goes on"
                )
            }
        }
        func save(_ epoch: Int, _ position: Int, _ test: Evaluation? = nil) throws {
            guard let path = options.checkpoint else { return }
            let loop = LoopState(epoch: epoch, position: position, take.generators)
            let metadata = metadata(options, data, steps: session.step, test)
            try session.save(model, optimizer, loop: loop, metadata: metadata, to: path)
        }
        // A failed write does not end the training before its end, where it is an error.
        func keep(_ epoch: Int, _ position: Int) {
            do {
                try save(epoch, position)
            } catch {
                StandardStream.note("the checkpoint was not written: \(error)")
            }
        }
        try session.begin(
            optimizer: options.optimizerDescription,
            trainingSamples: training.count,
            batchSizes: remedies.schedule == nil ? 1...training.count : nil
        )

        var (epoch, position) = (1, 0)
        training: while epoch <= options.epochs ?? .max {
            order.shuffle()
            if epoch < start.epoch {
                epoch += 1
                continue
            }
            position = epoch == start.epoch ? start.position : 0
            while position < training.count {
                guard session.shouldContinue() else { break training }
                var batchSize = session.batchSize
                optimizer.learningRate = options.firstLearningRate * warmup.factor(step: session.step)
                if let schedule = remedies.schedule, let epochs = options.epochs {
                    let stage = schedule.stage(at: Double(session.samples) / Double(training.count) / Double(epochs))
                    batchSize = stage.batchSize
                    optimizer.learningRate *= stage.learningRateFactor
                }
                let indices = order.indices(at: position, batchSize: batchSize * remedies.accumulation)
                loss = try take(indices, batchSize: batchSize)
                position += indices.count
                try session.stepEnded(
                    samples: indices.count,
                    batchSize: min(indices.count, batchSize),
                    inputSeconds: take.inputSeconds,
                    loss: loss
                )
                progress(Progress(epoch: epoch, samplesPerEpoch: training.count, session))
                if options.evaluateEvery > 0, session.step.isMultiple(of: options.evaluateEvery), !session.hasDiverged {
                    guard try monitor.evaluate().training.loss != nil else { break training }
                }
            }
            epoch += 1
            position = 0
            if session.isCheckpointDue, try loss.item().isFinite { keep(epoch, position) }
        }
        let seconds = session.seconds
        let evaluation = try monitor.evaluate()
        if try loss.item().isFinite, evaluation.training.loss != nil { try save(epoch, position, evaluation.test) }
        session.end()
        return Result(
            model: model,
            steps: session.step,
            samples: session.samples,
            seconds: seconds,
            loss: try loss.item(),
            training: evaluation.training,
            test: evaluation.test,
            isStopped: session.isStopped
        )
    }

    /// Number of steps of a training; of one epoch where it trains until stopped.
    private static func steps(_ options: Options, samples: Int) -> Int {
        let epochs = min(options.epochs ?? 1, 1_000_000)
        guard let schedule = options.remedies.schedule else {
            let size = options.batchSize * options.remedies.accumulation
            return epochs * ((samples + size - 1) / size)
        }
        var count = 0
        for epoch in 0..<epochs {
            var position = 0
            while position < samples {
                let fraction = (Double(epoch) + Double(position) / Double(samples)) / Double(epochs)
                position += schedule.stage(at: fraction).batchSize
                count += 1
            }
        }
        return count
    }

    private static func check(_ options: Options, _ data: ImageSplit) throws {
        guard options.batchSize <= data.training.count else {
            throw WorkloadError(
                .usage,
                "a batch size of \(options.batchSize) is larger than the data, which has \(data.training.count) "
                    + "training samples; use at most \(data.training.count)"
            )
        }
        if options.model == .cnn, min(data.training.height, data.training.width) < 2 {
            throw WorkloadError(.usage, "the convolutional network needs images of at least 2 x 2 pixels")
        }
        try options.remedies.check(options, data)
    }
}

extension Digits.Options {
    /// The options of the training session.
    fileprivate var session: TrainingSession.Options {
        var session = TrainingSession.Options(batchSize: batchSize)
        session.seed = seed
        session.threads = threads
        session.device = device
        session.noiseStepsPerStage = noiseStepsPerStage
        return session
    }

    /// The learning rate without schedule and warmup.
    var firstLearningRate: Double { learningRate ?? optimizer.defaultLearningRate }

    /// The optimizer with its settings: `sgd learningRate=0.05 momentum=0.9`.
    fileprivate var optimizerDescription: String {
        let hasMomentum = [.sgd, .lars].contains(optimizer) && momentum > 0
        return "\(optimizer.rawValue) learningRate=\(firstLearningRate)" + (hasMomentum ? " momentum=\(momentum)" : "")
    }
}

extension Digits.Progress {
    fileprivate init(epoch: Int, samplesPerEpoch: Int, _ session: TrainingSession) {
        self.init(
            epoch: epoch,
            step: session.step,
            samples: session.samples,
            samplesPerEpoch: samplesPerEpoch,
            samplesPerSecond: session.samplesPerSecond
        )
    }
}
