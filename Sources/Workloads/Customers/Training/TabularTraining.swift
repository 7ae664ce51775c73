import HeadroomCommandLine
package import HeadroomEvents
import HeadroomSystem
package import HeadroomTorch
package import HeadroomTraining

/// The training of a model on rows of a table, with Adam.
package struct TabularTraining {
    /// The options of a training.
    package struct Options: Sendable {
        package var batchSize = 256
        /// Number of epochs; nil to train until stopped.
        package var epochs: Int?
        package var learningRate = 0.001
        /// Decoupled weight decay.
        package var weightDecay = 0.0
        /// Number of steps of learning rate warmup.
        package var warmupSteps = 0
        /// Schedule of a growing batch size; nil for none.
        package var schedule: BatchSchedule?
        package var seed: UInt64 = 0
        package var threads = 1
        package var device = "cpu"
        /// Number of steps measured for gradient noise at the start, middle and end of the training; nil for none.
        package var noiseStepsPerStage: Int?
        /// Number of steps between evaluations; 0 for an evaluation at the end only.
        package var evaluateEvery = 0
        /// Path of the checkpoint; nil for none.
        package var checkpoint: String?
        /// Path of the checkpoint to resume from.
        package var resume: String?
        /// Settings that must match to resume bit for bit: their names on the command line, with the values.
        package var settings: [String: String] = [:]

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
        package var trainingLoss: Double?
        package var testLoss: Double?
        /// Whether the training was stopped before its last epoch.
        package var isStopped: Bool

        package var hasDiverged: Bool { trainingLoss == nil || testLoss == nil }
    }

    /// The state of the loop in a checkpoint.
    private struct LoopState: Codable {
        /// Index of the epoch, from 1.
        var epoch = 1
        /// Number of samples of the epoch already trained on.
        var position = 0
    }

    /// Name of the workload, in the checkpoint.
    private let workload: String
    private let options: Options
    private let loss: (Tensor, Tensor) throws(TorchError) -> Tensor

    /// - Parameter loss: mean loss of the model's outputs, `[batch, outputs]`, on the targets, `[batch, 1]`.
    package init(
        _ workload: String,
        _ options: Options,
        loss: @escaping (Tensor, Tensor) throws(TorchError) -> Tensor
    ) {
        (self.workload, self.options, self.loss) = (workload, options, loss)
    }

    /// Trains a model.
    ///
    /// - Parameters:
    ///   - make: makes the model, once the seed is set.
    ///   - metadata: metadata of the model file, for the trained model.
    ///   - events: reports the steps to Headroom, which may then request another batch size or a stop.
    ///   - progress: called after each step.
    ///   - isInterrupted: whether a stop was requested at the terminal.
    package func callAsFunction(
        training: TabularData,
        test: TabularData,
        make: () throws(TorchError) -> Sequential,
        metadata: (Sequential) throws -> [String: String] = { _ in [:] },
        events: EventWriter? = nil,
        progress: (Progress) -> Void = { _ in },
        isInterrupted: @escaping () -> Bool = { false }
    ) throws -> Result {
        try check(training)
        let session = try TrainingSession(options.session, events: events, isInterrupted: isInterrupted)
        let device = session.device
        let (training, test) = (try training.moved(to: device), try test.moved(to: device))
        let model = try make()
        try model.move(to: device)
        let optimizer = try AdamW(
            model.parameters,
            learningRate: options.learningRate,
            weightDecay: options.weightDecay
        )
        let warmup = LearningRateWarmup(steps: options.warmupSteps)
        session.measureNoise(of: model, optimizer, steps: steps(samples: training.count))
        var order = BatchOrder(count: training.count, stored: training.count, seed: options.seed)
        var start = LoopState()
        if let path = options.resume {
            start = try session.resume(checkpoint(at: path), model, optimizer)
            if let epochs = options.epochs, start.epoch > epochs {
                throw WorkloadError(
                    .usage,
                    "\(path) has been trained for \(start.epoch - 1) epochs already; --epochs \(start.epoch - 1 + epochs) goes on"
                )
            }
        }
        func save(_ epoch: Int, _ position: Int, _ further: [String: String] = [:]) throws {
            guard let path = options.checkpoint else { return }
            var written = options.settings.merging(further) { first, _ in first }
            written["workload"] = workload
            try session.save(
                model,
                optimizer,
                loop: LoopState(epoch: epoch, position: position),
                metadata: written,
                to: path
            )
        }
        var evaluated: (step: Int, training: Double?, test: Double?)?
        func evaluate() throws(TorchError) -> (training: Double?, test: Double?) {
            if let evaluated, evaluated.step == session.step { return (evaluated.training, evaluated.test) }
            return try session.pause { (events) throws(TorchError) in
                let losses = (try meanLoss(model, on: training), try meanLoss(model, on: test))
                evaluated = (session.step, losses.0, losses.1)
                events?.evaluation(split: "train", accuracy: nil, loss: losses.0)
                events?.evaluation(split: "test", accuracy: nil, loss: losses.1)
                return losses
            }
        }
        try session.begin(
            optimizer: "adamw learningRate=\(options.learningRate) weightDecay=\(options.weightDecay)",
            trainingSamples: training.count,
            batchSizes: options.schedule == nil ? 1...training.count : nil
        )

        var loss = try Tensor.zeros([])
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
                optimizer.learningRate = options.learningRate * warmup.factor(step: session.step)
                if let schedule = options.schedule, let epochs = options.epochs {
                    let stage = schedule.stage(at: Double(session.samples) / Double(training.count) / Double(epochs))
                    batchSize = stage.batchSize
                    optimizer.learningRate *= stage.learningRateFactor
                }
                let rows = order.indices(at: position, batchSize: batchSize)
                let began = MonotonicClock.seconds()
                let batch = try training.batch(Tensor(rows, shape: [rows.count], device: device))
                let inputSeconds = MonotonicClock.seconds() - began
                loss = try step(model, optimizer, batch, session)
                position += rows.count
                try session.stepEnded(samples: rows.count, inputSeconds: inputSeconds, loss: loss)
                progress(Progress(epoch: epoch, samplesPerEpoch: training.count, session))
                if options.evaluateEvery > 0, session.step.isMultiple(of: options.evaluateEvery), !session.hasDiverged {
                    guard try evaluate().training != nil else { break training }
                }
            }
            epoch += 1
            position = 0
            if session.isCheckpointDue, try loss.item().isFinite {
                // A failed write is a note here, and an error only at the end of the training.
                do {
                    try save(epoch, position)
                } catch {
                    StandardStream.note("the checkpoint was not written: \(error)")
                }
            }
        }
        let seconds = session.seconds
        let losses = try evaluate()
        if losses.training != nil, losses.test != nil { try save(epoch, position, metadata(model)) }
        session.end()
        return Result(
            model: model,
            steps: session.step,
            samples: session.samples,
            seconds: seconds,
            trainingLoss: losses.training,
            testLoss: losses.test,
            isStopped: session.isStopped
        )
    }

    /// Makes a step on a batch; returns its mean loss before the step.
    private func step(
        _ model: Sequential,
        _ optimizer: AdamW,
        _ batch: (inputs: Tensor, targets: Tensor),
        _ session: TrainingSession
    ) throws(TorchError) -> Tensor {
        func gradients() throws(TorchError) -> Tensor {
            let value = try loss(model(batch.inputs), batch.targets)
            try optimizer.zeroGradients()
            try value.backward()
            return value
        }
        let value: Tensor
        if let probe = session.probe {
            probe.step = session.step
            value = try probe.measure(samples: batch.targets.shape[0], gradients: gradients)
        } else {
            value = try gradients()
        }
        try optimizer.step()
        return value
    }

    /// Mean loss over all rows; nil where it is not finite.
    private func meanLoss(_ model: Sequential, on data: TabularData) throws(TorchError) -> Double? {
        model.eval()
        defer { model.train() }
        return try withoutGradients { () throws(TorchError) in
            var sum = 0.0
            for start in stride(from: 0, to: data.count, by: Self.evaluationRows) {
                let length = min(Self.evaluationRows, data.count - start)
                let outputs = try model(data.inputs.narrow(dimension: 0, start: start, length: length))
                let targets = try data.targets.narrow(dimension: 0, start: start, length: length)
                sum += try loss(outputs, targets).item() * Double(length)
            }
            let mean = sum / Double(data.count)
            return mean.isFinite ? mean : nil
        }
    }

    private static let evaluationRows = 8192

    /// The outputs of a model for rows, row by row.
    package static func outputs(_ model: Sequential, _ inputs: Tensor) throws(TorchError) -> [Double] {
        model.eval()
        defer { model.train() }
        let device = model.parameters.first?.tensor.device ?? .cpu
        return try withoutGradients { () throws(TorchError) in
            var values: [Double] = []
            let count = inputs.shape[0]
            for start in stride(from: 0, to: count, by: evaluationRows) {
                let part = try inputs.narrow(dimension: 0, start: start, length: min(evaluationRows, count - start))
                values += try model(part.to(device: device)).doubles()
            }
            return values
        }
    }

    /// Number of steps of a training; of one epoch where it trains until stopped.
    private func steps(samples: Int) -> Int {
        let epochs = min(options.epochs ?? 1, 1_000_000)
        guard let schedule = options.schedule else {
            return epochs * ((samples + options.batchSize - 1) / options.batchSize)
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

    private func check(_ training: TabularData) throws(WorkloadError) {
        guard options.batchSize <= training.count else {
            throw WorkloadError(
                .usage,
                "a batch size of \(options.batchSize) is larger than the data, which has \(training.count) training "
                    + "samples; use at most \(training.count)"
            )
        }
        if let schedule = options.schedule {
            guard options.epochs != nil else {
                throw WorkloadError(.usage, "--schedule needs --epochs: its stages are fractions of the training")
            }
            try schedule.check(samples: training.count)
        }
    }

    /// Reads the checkpoint of a training, and throws where its settings differ.
    private func checkpoint(at path: String) throws -> TrainingCheckpoint {
        let checkpoint = try TrainingCheckpoint(path: path)
        guard checkpoint.metadata["workload"] == workload else {
            throw WorkloadError(.data, "\(path) is not a checkpoint of the workload \(workload)")
        }
        for (name, value) in options.settings.sorted(by: { $0.key < $1.key }) {
            let before = checkpoint.metadata[name] ?? "unknown"
            guard before == value else {
                throw WorkloadError(
                    .usage,
                    "\(path) was trained with other settings: \(name) \(before), not \(value); --resume needs the same settings"
                )
            }
        }
        return checkpoint
    }
}

extension TabularTraining.Options {
    /// The options of the training session.
    fileprivate var session: TrainingSession.Options {
        var session = TrainingSession.Options(batchSize: batchSize)
        session.seed = seed
        session.threads = threads
        session.device = device
        session.noiseStepsPerStage = noiseStepsPerStage
        return session
    }
}

extension TabularTraining.Progress {
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
