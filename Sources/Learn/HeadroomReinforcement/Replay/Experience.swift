/// A transition of one or several steps, for the target `return + discount * value(next)`.
public struct Experience<Observation> {
    /// The observation before the action.
    public var observation: Observation
    /// The action, from 0 to `actionCount - 1`.
    public var action: Int
    /// The discounted sum of the rewards of its steps.
    public var discountedReturn: Float
    /// The observation after its last step.
    public var next: Observation
    /// Factor of the value of `next`: the discount to the power of the number of steps, 0 after a terminal step.
    ///
    /// A step that was truncated by a step limit is not terminal: the value of `next` counts.
    public var discount: Float

    /// Makes an experience.
    public init(observation: Observation, action: Int, discountedReturn: Float, next: Observation, discount: Float) {
        self.observation = observation
        self.action = action
        self.discountedReturn = discountedReturn
        self.next = next
        self.discount = discount
    }
}

/// A batch of experiences, with one array for each field.
public struct ExperienceBatch<Observation> {
    /// The observations, `[batch]` like all arrays.
    public internal(set) var observations: [Observation] = []
    /// The actions taken.
    public internal(set) var actions: [Int32] = []
    /// The discounted returns.
    public internal(set) var discountedReturns: [Float] = []
    /// The observations after the experiences.
    public internal(set) var nexts: [Observation] = []
    /// Factors of the values of `nexts`.
    public internal(set) var discounts: [Float] = []

    /// Makes an empty batch.
    public init() {}

    /// Number of experiences.
    public var count: Int { actions.count }

    /// Appends an experience.
    public mutating func append(_ experience: Experience<Observation>) {
        observations.append(experience.observation)
        actions.append(Int32(experience.action))
        discountedReturns.append(experience.discountedReturn)
        nexts.append(experience.next)
        discounts.append(experience.discount)
    }

    /// Replaces an experience.
    mutating func replace(at index: Int, with experience: Experience<Observation>) {
        observations[index] = experience.observation
        actions[index] = Int32(experience.action)
        discountedReturns[index] = experience.discountedReturn
        nexts[index] = experience.next
        discounts[index] = experience.discount
    }

    /// The experience at an index.
    public subscript(index: Int) -> Experience<Observation> {
        Experience(
            observation: observations[index],
            action: Int(actions[index]),
            discountedReturn: discountedReturns[index],
            next: nexts[index],
            discount: discounts[index]
        )
    }

    /// The experiences in a range.
    public subscript(range: Range<Int>) -> Self { gathered(at: Array(range)) }

    /// The experiences at the indices, in that order.
    func gathered(at indices: [Int]) -> Self {
        var batch = Self()
        batch.observations = indices.map { observations[$0] }
        batch.actions = indices.map { actions[$0] }
        batch.discountedReturns = indices.map { discountedReturns[$0] }
        batch.nexts = indices.map { nexts[$0] }
        batch.discounts = indices.map { discounts[$0] }
        return batch
    }
}
