/// Makes n-step experiences from single steps.
///
/// Sutton 1988; as in Hessel et al. 2018, section "Multi-step learning". An experience starts at every step. It covers
/// the next `length` steps, or fewer where the episode ends earlier.
public struct StepGatherer<Observation> {
    /// Maximum number of steps per experience.
    public let length: Int
    private let discount: Float

    /// Steps whose experience is not complete yet, oldest first.
    var pending: [Pending] = []

    /// A step with the return accumulated since.
    struct Pending {
        var observation: Observation
        var action: Int
        var discountedReturn: Float
        /// Discount of the next reward.
        var discount: Float
        var steps: Int
    }

    /// Makes a gatherer for experiences of `length` steps.
    public init(length: Int, discount: Double) {
        self.length = length
        self.discount = Float(discount)
    }

    /// Adds a step, and returns the experiences that it completes.
    ///
    /// - Parameters:
    ///   - next: the observation after the step, before any reset.
    ///   - terminated: whether it reached a terminal state, so that the value of `next` does not count.
    ///   - truncated: whether a limit ended the episode.
    public mutating func add(
        _ observation: Observation,
        action: Int,
        reward: Double,
        next: Observation,
        terminated: Bool,
        truncated: Bool
    ) -> [Experience<Observation>] {
        pending.append(Pending(observation: observation, action: action, discountedReturn: 0, discount: 1, steps: 0))
        for index in pending.indices {
            pending[index].discountedReturn += pending[index].discount * Float(reward)
            pending[index].discount *= discount
            pending[index].steps += 1
        }
        let complete = terminated || truncated ? pending.count : pending.prefix { $0.steps == length }.count
        let experiences = pending.prefix(complete).map {
            Experience(
                observation: $0.observation,
                action: $0.action,
                discountedReturn: $0.discountedReturn,
                next: next,
                discount: terminated ? 0 : $0.discount
            )
        }
        pending.removeFirst(complete)
        return experiences
    }
}

extension StepGatherer.Pending: Codable where Observation: Codable {}
