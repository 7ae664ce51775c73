/// What was seen when an action was taken, as a target for learning needs it: `return + discount * value(next)`.
public struct Experience<Observation> {
    /// Where the action was taken.
    public var observation: Observation
    /// From 0 to below the number of actions.
    public var action: Int
    /// The rewards of the steps that it covers, discounted and added.
    public var discountedReturn: Float
    /// Where the last of these steps led.
    public var next: Observation
    /// What the value of `next` counts: the discount to the power of the steps covered, 0 after a terminal step.
    ///
    /// A step that a time limit cut off is not terminal: there the value of `next` counts.
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

/// Experiences side by side, one array for each of their parts.
public struct ExperienceBatch<Observation> {
    /// `[batch]` each.
    public internal(set) var observations: [Observation] = []
    /// The actions taken.
    public internal(set) var actions: [Int32] = []
    /// The discounted returns.
    public internal(set) var discountedReturns: [Float] = []
    /// Where the actions led.
    public internal(set) var nexts: [Observation] = []
    /// What the values there count.
    public internal(set) var discounts: [Float] = []

    /// Without experiences.
    public init() {}

    /// How many there are.
    public var count: Int { actions.count }

    /// Puts one at the end.
    public mutating func append(_ experience: Experience<Observation>) {
        observations.append(experience.observation)
        actions.append(Int32(experience.action))
        discountedReturns.append(experience.discountedReturn)
        nexts.append(experience.next)
        discounts.append(experience.discount)
    }

    /// Puts one in the place of another.
    mutating func replace(at index: Int, with experience: Experience<Observation>) {
        observations[index] = experience.observation
        actions[index] = Int32(experience.action)
        discountedReturns[index] = experience.discountedReturn
        nexts[index] = experience.next
        discounts[index] = experience.discount
    }

    /// The one at an index.
    public subscript(index: Int) -> Experience<Observation> {
        Experience(
            observation: observations[index],
            action: Int(actions[index]),
            discountedReturn: discountedReturns[index],
            next: nexts[index],
            discount: discounts[index]
        )
    }

    /// Those of a range.
    public subscript(range: Range<Int>) -> Self { gathered(at: Array(range)) }

    /// Those at some indices, in their order.
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
