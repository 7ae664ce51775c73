/// A tabular agent and its environment.
///
/// The four steps of Q-learning are four calls: `init` initializes the table, `identifyState` returns the current
/// state, `chooseAction` chooses the action, and `update` takes it and updates its value. `advance` makes the last
/// three.
public struct TabularTraining<E: Environment> where E.Observation == Int {
    /// The agent with its table.
    public private(set) var agent: TabularAgent
    /// The environment.
    public private(set) var environment: E
    /// Number of episodes that have ended.
    public private(set) var episodes = 0
    /// Return of the current episode so far.
    public private(set) var episodeReturn = 0.0
    private var state: Int?
    private var pending: ActionChoice?
    private var isSeeded = false

    /// Initializes the table.
    ///
    /// - Parameter highestValue: the largest possible return, where it is known; see `TabularSettings.check`.
    public init(
        _ environment: E,
        stateCount: Int,
        settings: TabularSettings,
        highestValue: Double? = nil
    ) throws(SettingError) {
        self.environment = environment
        agent = try TabularAgent(
            stateCount: stateCount,
            actionCount: environment.actionCount,
            settings: settings,
            highestValue: highestValue
        )
    }

    /// Returns the current state; starts a new episode where the last one has ended.
    public mutating func identifyState() -> Int {
        if let state { return state }
        let start = environment.reset(seed: isSeeded ? nil : agent.settings.seed)
        isSeeded = true
        state = start
        episodeReturn = 0
        return start
    }

    /// Returns the action for the current state; repeated calls return the same action.
    public mutating func chooseAction() -> ActionChoice {
        let state = identifyState()
        if let pending { return pending }
        let choice = agent.choose(in: state, mask: mask)
        pending = choice
        return choice
    }

    /// Takes the chosen action and updates its value.
    public mutating func update() throws(EnvironmentError) -> UpdateRecord {
        let choice = chooseAction()
        let from = identifyState()
        let result = try environment.step(choice.action)
        let next = result.terminated ? nil : nextChoice(in: result.observation)
        let record = agent.update(from, choice, result, next: next?.action ?? 0, nextMask: mask)
        episodeReturn += result.reward
        pending = result.ended ? nil : next
        state = result.ended ? nil : result.observation
        if result.ended { episodes += 1 }
        return record
    }

    /// Makes one step of the training.
    @discardableResult
    public mutating func advance() throws(EnvironmentError) -> UpdateRecord {
        _ = identifyState()
        _ = chooseAction()
        return try update()
    }

    /// Trains for `count` episodes.
    public mutating func advance(episodes count: Int) throws(EnvironmentError) {
        let last = episodes + count
        while episodes < last { _ = try update() }
    }

    /// The next action, which only SARSA needs before its update.
    private mutating func nextChoice(in state: Int) -> ActionChoice? {
        agent.settings.algorithm == .sarsa ? agent.choose(in: state, mask: mask) : nil
    }

    /// Computed only where it is used, because it allocates an array.
    private var mask: [Bool]? { agent.settings.usesActionMask ? environment.actionMask : nil }
}

extension TabularTraining: Sendable where E: Sendable {}
