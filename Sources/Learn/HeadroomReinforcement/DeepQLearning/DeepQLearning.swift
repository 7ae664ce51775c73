public import HeadroomEnvironments
public import HeadroomTorch

/// Deep Q-learning, one environment step at a time.
///
/// Mnih et al. 2015, algorithm 1.
///
///     var learning = try DeepQLearning(settings, in: environment, input: .embedding(states: 500), seed: 0)
///     while learning.environmentSteps < 120_000 { try learning.advance() }
public struct DeepQLearning<E: Environment> where E.Observation: TensorObservation {
    /// The settings of the training.
    public let settings: DeepQSettings
    /// The agent with its networks.
    public let agent: DeepQAgent<E.Observation>
    /// The progress of the training.
    public internal(set) var counters = Counters()
    /// Number of experiences in the next update; the settings' batch size until it is changed.
    public var batchSize: Int

    var environment: E
    var observation: E.Observation
    var memory: ReplayMemory<E.Observation>
    var priorities: Priorities?
    var gatherer: StepGatherer<E.Observation>
    /// Random number generator of the actions and batches.
    var generator: PCG64

    /// The progress of a training.
    public struct Counters: Codable, Equatable, Sendable {
        /// Number of environment steps.
        public internal(set) var environmentSteps = 0
        /// Number of optimizer steps.
        public internal(set) var updates = 0
        /// Number of experiences in all updates.
        public internal(set) var samples = 0
        /// Number of episodes that have ended.
        public internal(set) var episodes = 0
        /// Undiscounted return of the current episode.
        var episodeReturn = 0.0
        var episodeSteps = 0
    }

    /// An episode that was terminated or truncated.
    public struct Episode: Equatable, Sendable {
        /// Undiscounted return.
        public let totalReward: Double
        /// Number of steps.
        public let steps: Int
        /// Whether it reached a terminal state, not a limit.
        public let terminated: Bool
    }

    /// Starts a training.
    ///
    /// - Parameters:
    ///   - environment: the environment, which is reset with the seed.
    ///   - input: the network's encoding of an observation.
    ///   - validActions: whether each action is valid in each state, `[states][actions]`, for settings that mask
    ///   actions.
    ///   - seed: the seed of the initial weights (through ``Engine/seed(_:)``), the environment, the actions and the
    ///   batches.
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
        // Differs from the random stream of the environment.
        generator = PCG64(seed: ~seed)
        observation = self.environment.reset(seed: seed)
    }

    /// Takes one environment step, stores it, and learns from a batch where an update is due.
    public mutating func advance() throws {
        try act()
        if isUpdateDue { try learn() }
    }

    /// Takes one environment step and stores its experience.
    ///
    /// - Returns: the episode, where this step ended it.
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

    /// Whether an update is due at the current number of environment steps.
    public var isUpdateDue: Bool {
        let steps = counters.environmentSteps
        return steps > settings.learningStarts && steps.isMultiple(of: settings.stepsPerUpdate) && memory.count > 0
    }

    /// Chooses an action by the epsilon-greedy policy.
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

    /// Draws a batch and learns from it.
    ///
    /// - Parameters:
    ///   - inspect: called with the batch before the update.
    ///   - gradientPass: runs the given forward and backward pass, and may inspect its results.
    /// - Returns: the loss of the batch before the update, on the device.
    @discardableResult
    public mutating func learn(
        inspect: (ExperienceBatch<E.Observation>) throws(TorchError) -> Void = { _ in },
        gradientPass: DeepQAgent<E.Observation>.GradientPass = { compute throws(TorchError) in try compute() }
    ) throws(TorchError) -> Tensor {
        counters.updates += 1
        counters.samples += batchSize
        guard var priorities, case .prioritized(_, let beta, let steps) = settings.replay else {
            let batch = memory[memory.uniformIndices(batchSize, using: &generator)]
            try inspect(batch)
            return try agent.learn(from: batch, gradientPass: gradientPass).loss
        }
        self.priorities = nil  // Avoids a copy of the tree at the update below.
        defer { self.priorities = priorities }
        let indices = priorities.indices(batchSize, using: &generator)
        let share = min(1, Double(counters.environmentSteps) / Double(steps))
        let weights = priorities.weights(indices, count: memory.count, beta: beta + (1 - beta) * share)
        let batch = memory[indices]
        try inspect(batch)
        let update = try agent.learn(from: batch, weights: weights, gradientPass: gradientPass)
        priorities.update(indices, errors: update.errors ?? [])
        return update.loss
    }
}
