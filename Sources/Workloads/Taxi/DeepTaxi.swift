import FoundationEssentials
import HeadroomEnvironments
package import HeadroomEvents
import HeadroomFormat
package import HeadroomReinforcement
import HeadroomSystem
import HeadroomTorch
package import HeadroomTraining

/// Deep Q-learning of a taxi.
package enum DeepTaxi {
    /// What a training is asked, besides what every training of a taxi is.
    package struct Options: Sendable {
        package var taxi = TaxiWorkload.Options()
        package var encoding = TaxiEncoding.embedding
        package var settings = DeepQSettings()
        package var device = "cpu"
        package var threads = 1
        /// At how many updates of its start, its middle and its end the noise of the gradients is looked at.
        package var gradientLooks: Int?

        package init() {}
    }

    /// Trains until a limit is reached or nobody could drive better.
    ///
    /// - Parameters:
    ///   - events: where the updates are reported, when Headroom watches; it may then ask for another batch size, or to
    ///     stop.
    ///   - isStopped: whether somebody wants it to end.
    ///   - progress: called after each evaluation.
    package static func train(
        _ options: Options,
        events: EventWriter? = nil,
        isStopped: @escaping () -> Bool = { false },
        progress: (DrivingLesson) throws -> Void = { _ in }
    ) throws -> DrivingSchool {
        let session = try TrainingSession(options.session, events: events)
        var school = try DrivingSchool(options.taxi, isStopped: isStopped)
        var learning = try begin(options, session.device)
        let checkpoint = DeepTaxiCheckpoint(options)
        if let path = options.taxi.resume { try checkpoint.resume(&learning, &school, from: path) }
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
                school.hasDiverged = lastLoss?.isFinite == false
                let lesson = DrivingLesson(
                    environmentSteps: counters.environmentSteps,
                    updates: counters.updates,
                    samples: counters.samples,
                    episodes: counters.episodes,
                    seconds: school.trainingSeconds,
                    epsilon: options.settings.exploration.value(at: counters.environmentSteps),
                    loss: school.hasDiverged ? nil : lastLoss
                )
                let isBetter = try school.judge(lesson) { try learning.agent.bestActions(states) }
                if isBetter { try checkpoint.save(learning, school, isLast: false) }
                events?.evaluation(of: school)
                if let lesson = school.lessons.last { try progress(lesson) }
            }
        }

        if school.lessons.isEmpty { try evaluate() }
        var lastUpdate = MonotonicClock.seconds()
        while session.goesOn(), !school.isOver(environmentSteps: learning.counters.environmentSteps) {
            if let episode = try learning.act() { school.ended(episodeReturn: episode.totalReward) }
            guard learning.isUpdateDue else { continue }
            // What the network waits for is the taxi; what was driven before the first update is no part of one.
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
        if school.lessons.last?.environmentSteps != learning.counters.environmentSteps { try evaluate() }
        // Nobody goes on from weights that are no numbers; the best driving is in the file already.
        if !school.hasDiverged { try checkpoint.save(learning, school, isLast: true) }
        session.end()
        return school
    }

    /// One update, whose gradients are looked at where a probe wants it.
    private static func learn(
        _ learning: inout DeepQLearning<TimeLimit<TaxiEnvironment>>,
        _ probe: NoiseProbe?
    ) throws(TorchError) -> Tensor {
        guard let probe else { return try learning.learn() }
        probe.step = learning.counters.updates
        let (agent, samples) = (learning.agent, learning.batchSize)
        return try learning.learn(
            inspect: { batch throws(TorchError) in
                try probe.lookAtParts(samples: samples) { range throws(TorchError) in
                    try agent.computeGradients(from: batch[range])
                }
            },
            look: { compute throws(TorchError) in try probe.look(samples: samples, at: compute) }
        )
    }

    /// How many updates a training has that is not stopped before.
    private static func updates(_ options: Options) -> Int {
        let settings = options.settings
        guard let steps = options.taxi.limits.environmentSteps, steps > settings.learningStarts else { return 0 }
        return steps / settings.stepsPerUpdate - settings.learningStarts / settings.stepsPerUpdate
    }

    /// What a checkpoint's training was asked.
    package static func settings(of path: String) throws -> (DeepQSettings, TaxiEncoding) {
        let checkpoint = try DeepQCheckpoint(path: path)
        guard let encoding = checkpoint.notes["encoding"].flatMap(TaxiEncoding.init(rawValue:)) else {
            throw WorkloadError(.usage, "\(path) does not say how its network takes a state")
        }
        return (checkpoint.settings, encoding)
    }

    /// Refuses a replay memory that could never be filled.
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
    /// What surrounds the loop.
    fileprivate var session: TrainingSession.Options {
        var session = TrainingSession.Options(batchSize: settings.batchSize)
        session.seed = taxi.seed
        session.threads = threads
        session.device = device
        session.gradientLooks = gradientLooks
        return session
    }
}

extension EventWriter {
    /// Reports what the best driving so far scores: it is what a training leaves.
    func evaluation(of school: DrivingSchool) {
        guard let best = school.best, let last = school.lessons.last else { return }
        evaluation(split: "test", meanReturn: best.score.meanReturn, environmentSteps: last.environmentSteps)
    }
}
