public import HeadroomEnvironments
public import HeadroomTorch

/// Deep Q-learning, one environment step at a time: algorithm 1 of Mnih and others, 2015.
///
///     var learning = try DeepQLearning(settings, in: environment, input: .embedding(states: 500), seed: 0)
///     while learning.environmentSteps < 120_000 { try learning.advance() }
public struct DeepQLearning<E: Environment> where E.Observation: TensorObservation {
    /// What it was asked to do.
    public let settings: DeepQSettings
    /// The networks.
    public let agent: DeepQAgent<E.Observation>
    /// How far it is.
    public internal(set) var counters = Counters()
    /// Experiences that the next update learns from; that of the settings until it is changed.
    public var batchSize: Int

    var environment: E
    var observation: E.Observation
    var memory: ReplayMemory<E.Observation>
    var priorities: Priorities?
    var gatherer: StepGatherer<E.Observation>
    /// Draws the random actions and the batches.
    var generator: PCG64

    /// How far a training is.
    public struct Counters: Codable, Equatable, Sendable {
        /// Steps of the environment.
        public internal(set) var environmentSteps = 0
        /// Steps of the optimizer.
        public internal(set) var updates = 0
        /// Experiences of all updates.
        public internal(set) var samples = 0
        /// Episodes that have ended.
        public internal(set) var episodes = 0
        /// The rewards of the present episode.
        var episodeReturn = 0.0
        var episodeSteps = 0
    }

    /// An episode that has ended, or been cut off.
    public struct Episode: Equatable, Sendable {
        /// The sum of its rewards, not discounted.
        public let totalReward: Double
        /// Its steps.
        public let steps: Int
        /// Whether it came to an end of its own, not to a limit.
        public let terminated: Bool
    }

    /// Begins a training.
    ///
    /// - Parameters:
    ///   - environment: in which it acts; reset with the seed.
    ///   - input: how the network takes what it shows.
    ///   - validActions: which actions are possible in which state, `[states][actions]`, for settings that mask them.
    ///   - seed: of the first weights (through ``Engine/seed(_:)``), the environment, the actions and the batches.
    public init(
        _ settings: DeepQSettings,
        in environment: E,
        input: QNetwork.Input,
        validActions: [[Bool]]? = nil,
        seed: UInt64,
        device: Device = .cpu
    ) throws {
        try settings.check()
        try Engine.seed(seed)
        self.settings = settings
        batchSize = settings.batchSize
        self.environment = environment
        agent = try DeepQAgent(
            settings,
            input: input,
            actions: environment.actionCount,
            validActions: validActions,
            device: device
        )
        memory = ReplayMemory(capacity: settings.replayCapacity)
        if case .prioritized(let alpha, _, _) = settings.replay {
            priorities = Priorities(capacity: settings.replayCapacity, alpha: alpha)
        }
        gatherer = StepGatherer(length: settings.returnSteps, discount: settings.discount)
        // Not the stream that the environment draws from.
        generator = PCG64(seed: ~seed)
        observation = self.environment.reset(seed: seed)
    }

    /// Takes one step in the environment, remembers it, and learns from a batch where an update is due.
    public mutating func advance() throws {
        try act()
        if isUpdateDue { try learn() }
    }

    /// Takes one step in the environment, and remembers it.
    ///
    /// - Returns: the episode that it ended, if any.
    @discardableResult
    public mutating func act() throws -> Episode? {
        let action = try chooseAction()
        let step = try environment.step(action)
        let experiences = gatherer.add(
            observation,
            action: action,
            reward: step.reward,
            next: step.observation,
            terminated: step.terminated,
            truncated: step.truncated
        )
        for experience in experiences {
            let index = memory.append(experience)
            priorities?.added(at: index)
        }
        if case .copy(let every) = settings.target, counters.environmentSteps.isMultiple(of: every) {
            try agent.copyToTarget()
        }
        counters.environmentSteps += 1
        counters.episodeReturn += step.reward
        counters.episodeSteps += 1
        observation = step.observation
        guard step.ended else { return nil }
        let episode = Episode(
            totalReward: counters.episodeReturn,
            steps: counters.episodeSteps,
            terminated: step.terminated
        )
        counters.episodes += 1
        (counters.episodeReturn, counters.episodeSteps) = (0, 0)
        observation = environment.reset()
        return episode
    }

    /// Whether the number of steps says that it is time to learn.
    public var isUpdateDue: Bool {
        let steps = counters.environmentSteps
        return steps > settings.learningStarts && steps.isMultiple(of: settings.stepsPerUpdate) && memory.count > 0
    }

    /// The best action, or with the probability epsilon any.
    private mutating func chooseAction() throws -> Int {
        let epsilon = settings.exploration.value(at: counters.environmentSteps)
        guard Double.random(in: 0..<1, using: &generator) < epsilon else {
            return try agent.bestActions([observation])[0]
        }
        if settings.masksActions {
            let mask = environment.actionMask
            if let action = mask.indices.filter({ mask[$0] }).randomElement(using: &generator) { return action }
        }
        return Int.random(in: 0..<environment.actionCount, using: &generator)
    }

    /// Draws a batch, and learns from it.
    ///
    /// - Parameters:
    ///   - inspect: is shown the batch before.
    ///   - look: is handed the forward and the backward pass, to make them and to look at what they give.
    /// - Returns: the loss of the batch before the update, on the device.
    @discardableResult
    public mutating func learn(
        inspect: (ExperienceBatch<E.Observation>) throws(TorchError) -> Void = { _ in },
        look: DeepQAgent<E.Observation>.Look = { compute throws(TorchError) in try compute() }
    ) throws(TorchError) -> Tensor {
        counters.updates += 1
        counters.samples += batchSize
        guard var priorities, case .prioritized(_, let beta, let steps) = settings.replay else {
            let batch = memory[memory.uniformIndices(batchSize, using: &generator)]
            try inspect(batch)
            return try agent.learn(from: batch, look: look).loss
        }
        self.priorities = nil  // Or the tree would be copied when it is changed.
        defer { self.priorities = priorities }
        let indices = priorities.indices(batchSize, using: &generator)
        let share = min(1, Double(counters.environmentSteps) / Double(steps))
        let weights = priorities.weights(indices, count: memory.count, beta: beta + (1 - beta) * share)
        let batch = memory[indices]
        try inspect(batch)
        let update = try agent.learn(from: batch, weights: weights, look: look)
        priorities.update(indices, errors: update.errors ?? [])
        return update.loss
    }
}
