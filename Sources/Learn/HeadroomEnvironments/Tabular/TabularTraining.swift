/// A tabular agent and the environment that it learns in.
///
/// The four steps of Q-learning are four calls: `init` initializes the table, `identifyState` says where one is,
/// `chooseAction` what is done there, and `update` does it and moves the value. `advance` makes the last three.
public struct TabularTraining<E: Environment> where E.Observation == Int {
    /// The agent with its table.
    public private(set) var agent: TabularAgent
    /// The environment.
    public private(set) var environment: E
    /// How many episodes have ended.
    public private(set) var episodes = 0
    /// What the episode has gained so far.
    public private(set) var episodeReturn = 0.0
    private var state: Int?
    private var pending: ActionChoice?
    private var isSeeded = false

    /// Initializes the table.
    ///
    /// - Parameter highestValue: the most that can be gained, where that is known; see `TabularSettings.check`.
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

    /// The state that one is in; a new episode begins where there is none.
    public mutating func identifyState() -> Int {
        if let state { return state }
        let start = environment.reset(seed: isSeeded ? nil : agent.settings.seed)
        isSeeded = true
        state = start
        episodeReturn = 0
        return start
    }

    /// What is done in this state; asked twice it says the same.
    public mutating func chooseAction() -> ActionChoice {
        let state = identifyState()
        if let pending { return pending }
        let choice = agent.choose(in: state, mask: mask)
        pending = choice
        return choice
    }

    /// Does it, and moves its value to the target.
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

    /// One step of the training.
    @discardableResult
    public mutating func advance() throws(EnvironmentError) -> UpdateRecord {
        _ = identifyState()
        _ = chooseAction()
        return try update()
    }

    /// Goes on for so many episodes.
    public mutating func advance(episodes count: Int) throws(EnvironmentError) {
        let last = episodes + count
        while episodes < last { _ = try update() }
    }

    /// Only SARSA needs the next action before its update.
    private mutating func nextChoice(in state: Int) -> ActionChoice? {
        agent.settings.algorithm == .sarsa ? agent.choose(in: state, mask: mask) : nil
    }

    /// Made only where it is heeded, because it is an array.
    private var mask: [Bool]? { agent.settings.usesActionMask ? environment.actionMask : nil }
}

extension TabularTraining: Sendable where E: Sendable {}
