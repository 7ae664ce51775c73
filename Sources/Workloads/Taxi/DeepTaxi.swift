import FoundationEssentials
import HeadroomEnvironments
package import HeadroomEvents
import HeadroomFormat
package import HeadroomReinforcement
import HeadroomSystem
import HeadroomTorch
package import HeadroomTraining

/// Deep Q-learning of the taxi.
package enum DeepTaxi {
    /// The options of a training, in addition to those of every taxi training.
    package struct Options: Sendable {
        package var taxi = TaxiWorkload.Options()
        package var encoding = TaxiEncoding.embedding
        package var settings = DeepQSettings()
        package var device = "cpu"
        package var threads = 1
        /// Number of updates measured for gradient noise at the start, middle and end of the training; nil for none.
        package var noiseStepsPerStage: Int?

        package init() {}
    }

    /// Trains until a limit is reached or the policy is optimal.
    ///
    /// - Parameters:
    ///   - events: reports the updates to Headroom, which may then request another batch size or a stop; nil where
    ///   Headroom does not run the training.
    ///   - isStopped: whether a stop was requested.
    ///   - progress: called after each evaluation.
    package static func train(
        _ options: Options,
        events: EventWriter? = nil,
        isStopped: @escaping () -> Bool = { false },
        progress: (TaxiEvaluation) throws -> Void = { _ in }
    ) throws -> TaxiTrainingRecord {
        let session = try TrainingSession(options.session, events: events)
        var record = try TaxiTrainingRecord(options.taxi, isStopped: isStopped)
        var learning = try begin(options, session.device)
        let checkpoint = DeepTaxiCheckpoint(options)
        if let path = options.taxi.resume { try checkpoint.resume(&learning, &record, from: path) }
        session.measureNoise(of: learning.agent.network, learning.agent.optimizer, steps: updates(options))
        try session.begin(
            optimizer: "adam learningRate=\(options.settings.learningRate)",
            trainingSamples: options.settings.replayCapacity,
            batchSizes: 1...options.settings.replayCapacity,
            drawsWithReplacement: true
        )
        let states = Array(0..<options.taxi.variant.taxi.stateCount)
        var loss: Tensor?
        func evaluate() throws {
            try session.pause { events in
                let counters = learning.counters
                let lastLoss = try loss?.item()
                record.hasDiverged = lastLoss?.isFinite == false
                let evaluation = TaxiEvaluation(
                    environmentSteps: counters.environmentSteps,
                    updates: counters.updates,
                    samples: counters.samples,
                    episodes: counters.episodes,
                    seconds: record.trainingSeconds,
                    epsilon: options.settings.exploration.value(at: counters.environmentSteps),
                    loss: record.hasDiverged ? nil : lastLoss
                )
                let isBetter = try record.evaluate(evaluation) { try learning.agent.bestActions(states) }
                if isBetter { try checkpoint.save(learning, record, isLast: false) }
                events?.evaluation(of: record)
                if let evaluation = record.evaluations.last { try progress(evaluation) }
            }
        }

        if record.evaluations.isEmpty { try evaluate() }
        var lastUpdate = MonotonicClock.seconds()
        while session.shouldContinue(), !record.isOver(environmentSteps: learning.counters.environmentSteps) {
            if let episode = try learning.act() { record.ended(episodeReturn: episode.totalReward) }
            guard learning.isUpdateDue else { continue }
            // The network waits for environment steps; those before the first update do not belong to a training step.
            if learning.counters.updates == 0 {
                session.restartClock()
                lastUpdate = MonotonicClock.seconds()
            }
            let driven = MonotonicClock.seconds()
            learning.batchSize = session.batchSize
            let batchLoss = try learn(&learning, session.probe)
            loss = batchLoss
            try session.stepEnded(samples: learning.batchSize, inputSeconds: driven - lastUpdate, loss: batchLoss)
            if let every = options.taxi.evaluateEvery, learning.counters.updates.isMultiple(of: every) {
                try evaluate()
            }
            lastUpdate = MonotonicClock.seconds()
        }
        if record.evaluations.last?.environmentSteps != learning.counters.environmentSteps { try evaluate() }
        // Weights that are not finite cannot be resumed; the best policy is already in the file.
        if !record.hasDiverged { try checkpoint.save(learning, record, isLast: true) }
        session.end()
        return record
    }

    /// Makes one update, whose gradients a probe may measure.
    private static func learn(
        _ learning: inout DeepQLearning<TimeLimit<TaxiEnvironment>>,
        _ probe: NoiseProbe?
    ) throws(TorchError) -> Tensor {
        guard let probe else { return try learning.learn() }
        probe.step = learning.counters.updates
        let (agent, samples) = (learning.agent, learning.batchSize)
        return try learning.learn(
            inspect: { batch throws(TorchError) in
                try probe.measureParts(samples: samples) { range throws(TorchError) in
                    try agent.computeGradients(from: batch[range])
                }
            },
            gradientPass: { compute throws(TorchError) in try probe.measure(samples: samples, gradients: compute) }
        )
    }

    /// Number of updates of a training that is not stopped early.
    private static func updates(_ options: Options) -> Int {
        let settings = options.settings
        guard let steps = options.taxi.limits.environmentSteps, steps > settings.learningStarts else { return 0 }
        return steps / settings.stepsPerUpdate - settings.learningStarts / settings.stepsPerUpdate
    }

    /// The settings and the encoding of a checkpoint's training.
    package static func settings(of path: String) throws -> (DeepQSettings, TaxiEncoding) {
        let checkpoint = try DeepQCheckpoint(path: path)
        guard let encoding = checkpoint.notes["encoding"].flatMap(TaxiEncoding.init(rawValue:)) else {
            throw WorkloadError(.usage, "\(path) does not say how its network takes a state")
        }
        return (checkpoint.settings, encoding)
    }

    /// Throws where the replay memory does not fit into the available memory.
    package static func requireMemory(for settings: DeepQSettings, available: Int) throws(WorkloadError) {
        let one = ReplayMemory<Int>.bytesPerExperience
        let most = available / one
        guard settings.replayCapacity <= most else {
            throw WorkloadError(
                .usage,
                "a replay memory of \(settings.replayCapacity) experiences takes \(one) bytes each, more than the "
                    + "\(Format.bytes(available)) that are free; --replay-capacity can be at most \(most) here"
            )
        }
    }

    private static func begin(
        _ options: Options,
        _ device: Device
    ) throws -> DeepQLearning<TimeLimit<TaxiEnvironment>> {
        let taxi = options.taxi.variant.taxi
        return try DeepQLearning(
            options.settings,
            in: options.taxi.variant.environment,
            input: options.encoding.input(taxi),
            validActions: (0..<taxi.stateCount).map { taxi.validActions(in: $0) },
            seed: options.taxi.seed,
            device: device
        )
    }
}

extension DeepTaxi.Options {
    /// The options of the training session.
    fileprivate var session: TrainingSession.Options {
        var session = TrainingSession.Options(batchSize: settings.batchSize)
        session.seed = taxi.seed
        session.threads = threads
        session.device = device
        session.noiseStepsPerStage = noiseStepsPerStage
        return session
    }
}

extension EventWriter {
    /// Reports the score of the best policy so far, which is the result of the training.
    func evaluation(of record: TaxiTrainingRecord) {
        guard let best = record.best, let last = record.evaluations.last else { return }
        evaluation(split: "test", meanReturn: best.score.meanReturn, environmentSteps: last.environmentSteps)
    }
}
