/// A chosen action and its kind of choice.
public struct ActionChoice: Sendable, Equatable {
    /// The action.
    public var action: Int
    /// Whether it was drawn at random (exploration).
    public var isExploration: Bool
    /// Probability of a random action at this step.
    public var epsilon: Double

    /// Makes a choice.
    public init(action: Int, isExploration: Bool, epsilon: Double) {
        self.action = action
        self.isExploration = isExploration
        self.epsilon = epsilon
    }
}

/// A record of one update of the table.
public struct UpdateRecord: Sendable, Equatable {
    /// Index of the step in the training, from 0.
    public var step: Int
    /// The state before the action.
    public var state: Int
    /// The action and how it was chosen.
    public var choice: ActionChoice
    /// The reward.
    public var reward: Double
    /// The next state.
    public var nextState: Int
    /// Whether the next state is terminal, so that its value is 0.
    public var terminated: Bool
    /// Whether the episode was truncated; the next state still has a value.
    public var truncated: Bool
    /// The value of the action before the update.
    public var oldValue: Double
    /// The algorithm's value of the next state; 0 where it is terminal.
    public var nextValue: Double
    /// The target: the reward plus the discounted value of the next state.
    public var target: Double
    /// The learning rate of the update.
    public var learningRate: Double
    /// The value of the action after the update.
    public var newValue: Double
    /// Index of the updated table, 0 or 1; always 0 for a single table.
    public var table: Int

    /// The temporal difference error before the update.
    public var error: Double { target - oldValue }
}
