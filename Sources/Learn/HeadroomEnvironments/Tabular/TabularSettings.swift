/// The algorithm that learns a table of action values.
public enum TabularAlgorithm: String, Sendable, CaseIterable, Codable {
    /// The target uses the best next action (C. Watkins, "Learning from Delayed Rewards", 1989).
    case qLearning = "q"
    /// The target uses the next action taken (G. Rummery and M. Niranjan, 1994).
    case sarsa
    /// The target is the expectation over the policy's next actions (H. van Seijen et al., 2009).
    case expectedSarsa = "expected-sarsa"
    /// Two tables: one selects the best next action, the other evaluates it (H. van Hasselt, 2010).
    case doubleQLearning = "double-q"
}

/// The settings of a tabular training.
public struct TabularSettings: Sendable, Equatable, Codable {
    /// The algorithm, which determines the target.
    public var algorithm: TabularAlgorithm
    /// Learning rate over the steps.
    public var learningRate: Schedule
    /// Discount of future rewards.
    public var discount: Double
    /// Probability of a random action over the steps.
    public var epsilon: Schedule
    /// Initial value of every entry; a value above the largest return makes every action be tried.
    public var initialValue: Double
    /// Whether only actions that change the state are chosen.
    public var usesActionMask: Bool
    /// The seed of the agent's choices and of the environment.
    public var seed: UInt64

    /// Q-learning with common textbook settings; `dryTaxi` has those that solve the taxi fastest.
    public init(
        algorithm: TabularAlgorithm = .qLearning,
        learningRate: Schedule = .constant(0.1),
        discount: Double = 0.99,
        epsilon: Schedule = .constant(0.1),
        initialValue: Double = 0,
        usesActionMask: Bool = false,
        seed: UInt64 = 0
    ) {
        self.algorithm = algorithm
        self.learningRate = learningRate
        self.discount = discount
        self.epsilon = epsilon
        self.initialValue = initialValue
        self.usesActionMask = usesActionMask
        self.seed = seed
    }

    /// Throws where a setting is out of range, or where no action would ever be explored.
    ///
    /// - Parameter highestValue: the largest possible return, where it is known. With an epsilon of 0, only an initial
    ///   value of at least that much makes every action be tried (R. Sutton and A. Barto, second edition, section 2.6).
    public func check(highestValue: Double? = nil) throws(SettingError) {
        try learningRate.check("learningRate", in: 0...1)
        try epsilon.check("epsilon", in: 0...1)
        try require("discount", discount, in: 0...1, "0 to 1")
        guard initialValue.isFinite else {
            throw SettingError("initialValue", initialValue, allowed: "a finite number")
        }
        if let highestValue, epsilon.largest == 0, initialValue < highestValue {
            throw SettingError(
                "epsilon",
                "0 throughout, so that nothing is explored",
                allowed: "more than 0 at some step, or an initialValue of at least \(highestValue), the most that can "
                    + "be gained, so that what was not tried looks best"
            )
        }
    }
}
