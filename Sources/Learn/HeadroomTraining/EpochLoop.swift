import HeadroomCommandLine
package import HeadroomEvents
package import HeadroomTorch

/// A training in epochs over a fixed data set: the order of its samples, the steps, evaluations, checkpoints and
/// resumption.
///
///     let loop = try EpochLoop("digits", options, events: events)
///     let model = try Model()                              // with the seed set
///     let outcome = try loop.run(model, optimizer, samples: data.count, description: "adam learningRate=0.001") { indices in
///         …                                                // a step on these samples; returns the mean loss
///     } evaluate: { events in
///         …                                                // returns whether the loss is finite
///     }
package final class EpochLoop {
    /// Options of a training in epochs.
    package struct Options: Sendable {
        package var batchSize: Int
        /// Number of epochs; nil to train until stopped.
        package var epochs: Int?
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

        package init(batchSize: Int) { self.batchSize = batchSize }
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

    /// How a training ended.
    package struct Outcome: Sendable {
        package var steps: Int
        package var samples: Int
        /// Time of the training without evaluations.
        package var seconds: Double
        /// Whether the training was stopped before its last epoch.
        package var isStopped: Bool
        /// Whether it ended because its loss was not finite.
        package var hasDiverged: Bool
    }

    /// The state of the loop in a checkpoint.
    private struct LoopState: Codable {
        /// Index of the epoch, from 1.
        var epoch = 1
        /// Number of samples of the epoch already trained on.
        var position = 0
    }

    package let session: TrainingSession
    /// Share of the training that is over, from 0 to 1; nil where its end is not known.
    package private(set) var fraction: Double?
    private let workload: String
    private let options: Options

    /// Prepares the device and sets the seed.
    package init(
        _ workload: String,
        _ options: Options,
        events: EventWriter?,
        isInterrupted: @escaping () -> Bool = { false }
    ) throws {
        self.workload = workload
        self.options = options
        var session = TrainingSession.Options(batchSize: options.batchSize)
        session.seed = options.seed
        session.threads = options.threads
        session.device = options.device
        session.noiseStepsPerStage = options.noiseStepsPerStage
        self.session = try TrainingSession(session, events: events, isInterrupted: isInterrupted)
    }

    /// Trains until the last epoch, a stop, or a loss that is not finite.
    ///
    /// - Parameters:
    ///   - samples: number of samples in an epoch.
    ///   - description: the optimizer with its settings: `adam learningRate=0.001`.
    ///   - learningRate: the learning rate at a fraction of the training, from 0 to 1; 0 where its end is not known.
    ///   - metadata: metadata of the model file.
    ///   - progress: called after each step.
    ///   - step: trains on a batch, given as indices of samples, and returns its mean loss, `[]`.
    ///   - evaluate: evaluates the model, reports to Headroom, and returns whether its loss is finite.
    package func run(
        _ model: Module,
        _ optimizer: any Optimizer,
        samples: Int,
        description: String,
        learningRate: (Double) -> Double,
        metadata: () throws -> [String: String] = { [:] },
        progress: (Progress) -> Void = { _ in },
        step: ([Int64]) throws -> Tensor,
        evaluate: (EventWriter?) throws -> Bool
    ) throws -> Outcome {
        guard options.batchSize <= samples else {
            throw WorkloadError(
                .usage,
                "a batch size of \(options.batchSize) is larger than the data, which has \(samples) training samples; "
                    + "use at most \(samples)"
            )
        }
        let total = options.epochs.map { min($0, 1_000_000) * ((samples + options.batchSize - 1) / options.batchSize) }
        session.measureNoise(of: model, optimizer, steps: total ?? samples / options.batchSize)
        var order = BatchOrder(count: samples, stored: samples, seed: options.seed)
        let start = try resume(model, optimizer)
        func save(_ epoch: Int, _ position: Int) throws {
            guard let path = options.checkpoint else { return }
            var written = options.settings.merging(try metadata()) { first, _ in first }
            written["workload"] = workload
            let state = LoopState(epoch: epoch, position: position)
            try session.save(model, optimizer, loop: state, metadata: written, to: path)
        }
        try session.begin(optimizer: description, trainingSamples: samples, batchSizes: 1...samples)

        var (epoch, position) = (1, 0)
        var loss: Tensor?
        var evaluated: (step: Int, isFinite: Bool)?
        func isFinite() throws -> Bool {
            if let evaluated, evaluated.step == session.step { return evaluated.isFinite }
            let isFinite = try session.pause { events in try evaluate(events) }
            evaluated = (session.step, isFinite)
            return isFinite
        }
        training: while epoch <= options.epochs ?? .max {
            order.shuffle()
            if epoch < start.epoch {
                epoch += 1
                continue
            }
            position = epoch == start.epoch ? start.position : 0
            while position < samples {
                guard session.shouldContinue() else { break training }
                let indices = order.indices(at: position, batchSize: session.batchSize)
                let done = Double(epoch - 1) + Double(position) / Double(samples)
                fraction = options.epochs.map { done / Double($0) }
                optimizer.learningRate = learningRate(fraction ?? 0)
                let stepLoss = try step(indices)
                loss = stepLoss
                position += indices.count
                try session.stepEnded(samples: indices.count, loss: stepLoss)
                progress(current(epoch, samples))
                if options.evaluateEvery > 0, session.step.isMultiple(of: options.evaluateEvery),
                    !session.hasDiverged, try !isFinite()
                {
                    break training
                }
            }
            epoch += 1
            position = 0
            if session.isCheckpointDue, try loss?.item().isFinite ?? false {
                // A failed write does not end the training before its end, where it is an error.
                do { try save(epoch, position) } catch {
                    StandardStream.note("the checkpoint was not written: \(error)")
                }
            }
        }
        let seconds = session.seconds
        let hasConverged = try loss?.item().isFinite ?? true && isFinite()
        if hasConverged { try save(epoch, position) }
        session.end()
        return Outcome(
            steps: session.step,
            samples: session.samples,
            seconds: seconds,
            isStopped: session.isStopped,
            hasDiverged: !hasConverged
        )
    }

    private func current(_ epoch: Int, _ samplesPerEpoch: Int) -> Progress {
        Progress(
            epoch: epoch,
            step: session.step,
            samples: session.samples,
            samplesPerEpoch: samplesPerEpoch,
            samplesPerSecond: session.samplesPerSecond
        )
    }

    /// Restores the checkpoint to resume from; throws where its settings differ.
    private func resume(_ model: Module, _ optimizer: any Optimizer) throws -> LoopState {
        guard let path = options.resume else { return LoopState() }
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
        let start: LoopState = try session.resume(checkpoint, model, optimizer)
        if let epochs = options.epochs, start.epoch > epochs {
            throw WorkloadError(
                .usage,
                "\(path) has been trained for \(start.epoch - 1) epochs already; --epochs \(start.epoch - 1 + epochs) goes on"
            )
        }
        return start
    }
}
