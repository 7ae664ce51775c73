/// An agent that learns a table of action values from single steps.
///
/// It has no access to the environment. It contains all mutable state, including its random number generator: a copy,
/// or a decoded one, continues bit for bit.
public struct TabularAgent: Sendable, Equatable, Codable {
    /// The settings of the training.
    public let settings: TabularSettings
    /// One table, or two for double Q-learning.
    public private(set) var tables: [ActionValueTable]
    /// Number of updates made.
    public private(set) var step = 0
    private var random: PCG64

    /// Initializes the table: the first of the four steps of Q-learning.
    ///
    /// - Parameter highestValue: the largest possible return, where it is known; see `TabularSettings.check`.
    public init(
        stateCount: Int,
        actionCount: Int,
        settings: TabularSettings,
        highestValue: Double? = nil
    ) throws(SettingError) {
        try require("stateCount", stateCount, in: 1..., "at least 1")
        try require("actionCount", actionCount, in: 1..., "at least 1")
        try settings.check(highestValue: highestValue)
        self.settings = settings
        let table = ActionValueTable(
            stateCount: stateCount,
            actionCount: actionCount,
            initialValue: settings.initialValue
        )
        tables = Array(repeating: table, count: settings.algorithm == .doubleQLearning ? 2 : 1)
        // Differs from the random stream of an environment with the same seed.
        random = PCG64(seed: settings.seed ^ 0x7461_626c_6561_7573)
    }

    /// The current value estimates: the table, or the mean of the two.
    public var table: ActionValueTable {
        var mean = tables[0]
        if tables.count == 2 {
            for index in mean.values.indices { mean.values[index] = (mean.values[index] + tables[1].values[index]) / 2 }
        }
        return mean
    }

    /// Probability that the next action is random.
    public var epsilon: Double { settings.epsilon.value(at: step) }

    /// Chooses an action by the epsilon-greedy policy.
    ///
    /// - Parameter mask: whether each action changes the state; used only where the settings say so.
    public mutating func choose(in state: Int, mask: [Bool]? = nil) -> ActionChoice {
        let epsilon = epsilon
        let mask = settings.usesActionMask ? mask : nil
        guard epsilon > 0, random.random() < epsilon else {
            return ActionChoice(action: bestAction(in: state, mask), isExploration: false, epsilon: epsilon)
        }
        let action: Int
        if let mask, mask.contains(true) {
            let allowed = mask.indices.filter { mask[$0] }
            action = allowed[random.integer(below: allowed.count)]
        } else {
            action = random.integer(below: tables[0].actionCount)
        }
        return ActionChoice(action: action, isExploration: true, epsilon: epsilon)
    }

    private func bestAction(in state: Int, _ mask: [Bool]?) -> Int {
        guard tables.count == 2 else { return tables[0].bestAction(in: state, mask: mask) }
        var best = -1
        var bestValue = -Double.infinity
        for action in 0..<tables[0].actionCount where mask?[action] ?? true {
            let value = tables[0][state, action] + tables[1][state, action]
            if best < 0 || value > bestValue { (best, bestValue) = (action, value) }
        }
        return best < 0 && mask != nil ? bestAction(in: state, nil) : max(best, 0)
    }

    /// Updates the value of an action towards its target, and returns a record of the update.
    ///
    /// - Parameters:
    ///   - result: the result of the action. A terminal state has a value of 0; a state at which the episode was only
    ///   truncated has its estimate.
    ///   - next: the next action, which SARSA's target needs.
    ///   - nextMask: whether each action changes the next state.
    public mutating func update(
        _ state: Int,
        _ choice: ActionChoice,
        _ result: Step<Int>,
        next: Int,
        nextMask: [Bool]? = nil
    ) -> UpdateRecord {
        let table = tables.count == 2 ? random.integer(below: 2) : 0
        let mask = settings.usesActionMask ? nextMask : nil
        let nextValue = result.terminated ? 0 : value(of: result.observation, next, mask, updating: table)
        let target = result.reward + settings.discount * nextValue
        let learningRate = settings.learningRate.value(at: step)
        let old = tables[table][state, choice.action]
        let new = old + learningRate * (target - old)
        tables[table][state, choice.action] = new
        defer { step += 1 }
        return UpdateRecord(
            step: step,
            state: state,
            choice: choice,
            reward: result.reward,
            nextState: result.observation,
            terminated: result.terminated,
            truncated: result.truncated,
            oldValue: old,
            nextValue: nextValue,
            target: target,
            learningRate: learningRate,
            newValue: new,
            table: table
        )
    }

    /// The value of the next state in the algorithm's target.
    private func value(of state: Int, _ next: Int, _ mask: [Bool]?, updating table: Int) -> Double {
        switch settings.algorithm {
        case .qLearning: return tables[0][state, tables[0].bestAction(in: state, mask: mask)]
        case .sarsa: return tables[0][state, next]
        case .doubleQLearning: return tables[1 - table][state, tables[table].bestAction(in: state, mask: mask)]
        case .expectedSarsa:
            let epsilon = settings.epsilon.value(at: step + 1)
            let allowed = (0..<tables[0].actionCount).filter { mask?[$0] ?? true }
            let choices = allowed.isEmpty ? Array(0..<tables[0].actionCount) : allowed
            let mean = choices.reduce(0) { $0 + tables[0][state, $1] } / Double(choices.count)
            return epsilon * mean + (1 - epsilon) * tables[0][state, tables[0].bestAction(in: state, mask: mask)]
        }
    }
}

extension TabularAgent {
    private enum CodingKeys: String, CodingKey {
        case settings, tables, step, random
    }

    /// Decodes an agent, and throws where it is incomplete.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        settings = try container.decode(TabularSettings.self, forKey: .settings)
        tables = try container.decode([ActionValueTable].self, forKey: .tables)
        step = try container.decode(Int.self, forKey: .step)
        random = try container.decode(PCG64.self, forKey: .random)
        try settings.check()
        let needed = settings.algorithm == .doubleQLearning ? 2 : 1
        guard tables.count == needed, tables.allSatisfy({ $0.actionCount == tables[0].actionCount }),
            tables.allSatisfy({ $0.stateCount == tables[0].stateCount }), step >= 0
        else {
            throw DecodingError.dataCorruptedError(
                forKey: .tables,
                in: container,
                debugDescription: "\(settings.algorithm.rawValue) needs \(needed) tables of one size; there are "
                    + "\(tables.count)"
            )
        }
    }
}
