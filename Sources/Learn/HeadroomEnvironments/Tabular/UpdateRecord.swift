/// An action that was chosen, and how.
public struct ActionChoice: Sendable, Equatable {
    /// The action.
    public var action: Int
    /// Whether it was drawn at random rather than by its value.
    public var isExploration: Bool
    /// How likely that was.
    public var epsilon: Double

    /// Makes a choice.
    public init(action: Int, isExploration: Bool, epsilon: Double) {
        self.action = action
        self.isExploration = isExploration
        self.epsilon = epsilon
    }
}

/// All that there is to one update of the table.
public struct UpdateRecord: Sendable, Equatable {
    /// Which step of the training this was, counted from 0.
    public var step: Int
    /// The state that was acted in.
    public var state: Int
    /// The action, and how it was chosen.
    public var choice: ActionChoice
    /// What was gained.
    public var reward: Double
    /// The state that followed.
    public var nextState: Int
    /// Whether the process ended, so that nothing that follows counts.
    public var terminated: Bool
    /// Whether the episode was cut off; what would have followed counts.
    public var truncated: Bool
    /// The value of the action before.
    public var oldValue: Double
    /// What the next state is worth, as the algorithm sees it; 0 where the process ended.
    public var nextValue: Double
    /// What the value was moved to: the reward and the discounted value of the next state.
    public var target: Double
    /// How far it was moved.
    public var learningRate: Double
    /// The value of the action after.
    public var newValue: Double
    /// Which of two tables was updated, 0 or 1; always 0 where there is one.
    public var table: Int

    /// What the target was off by before the update.
    public var error: Double { target - oldValue }
}
