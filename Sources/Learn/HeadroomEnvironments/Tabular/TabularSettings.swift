/// How a table of action values is learned.
public enum TabularAlgorithm: String, Sendable, CaseIterable, Codable {
    /// The target is the best next action (C. Watkins, "Learning from Delayed Rewards", 1989).
    case qLearning = "q"
    /// The target is the next action that is really taken (G. Rummery and M. Niranjan, 1994).
    case sarsa
    /// The target is the mean over the next actions as they are chosen (H. van Seijen et al., 2009).
    case expectedSarsa = "expected-sarsa"
    /// Two tables, of which one chooses the best next action and the other says its value (H. van Hasselt, 2010).
    case doubleQLearning = "double-q"
}

/// The settings of a tabular training.
public struct TabularSettings: Sendable, Equatable, Codable {
    /// Which target the values are moved to.
    public var algorithm: TabularAlgorithm
    /// How far a value is moved to its target, over the steps.
    public var learningRate: Schedule
    /// How much of what follows counts.
    public var discount: Double
    /// How likely an action is drawn at random instead of by its value, over the steps.
    public var epsilon: Schedule
    /// What every value is at first; more than can be gained makes every action be tried.
    public var initialValue: Double
    /// Whether only actions that change anything are chosen.
    public var usesActionMask: Bool
    /// Seeds the choices; the environment is seeded with it as well.
    public var seed: UInt64

    /// Q-learning with the settings of many textbooks; `dryTaxi` has those that solve the taxi soonest.
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

    /// Throws if a setting is out of its range, or if nothing would ever be explored.
    ///
    /// - Parameter highestValue: the most that can be gained from anywhere, where that is known. Without exploration
    ///   only an initial value of at least that much makes every action be tried (R. Sutton and A. Barto, second
    ///   edition, section 2.6).
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
