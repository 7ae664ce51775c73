/// Makes experiences of one or several steps each.
///
/// Sutton 1988; as in Hessel et al. 2018, section "Multi-step learning". /// An experience begins at every step. It covers the next `length` steps, or as many as there were before the episode
/// ended.
public struct StepGatherer<Observation> {
    /// Steps that an experience covers at most.
    public let length: Int
    private let discount: Float

    /// Steps whose experience is not complete yet, the oldest first.
    var pending: [Pending] = []

    /// A step, with what has been gathered from it on.
    struct Pending {
        var observation: Observation
        var action: Int
        var discountedReturn: Float
        /// The discount of the next reward.
        var discount: Float
        var steps: Int
    }

    /// For experiences of `length` steps.
    public init(length: Int, discount: Double) {
        self.length = length
        self.discount = Float(discount)
    }

    /// Takes a step, and says what it completes.
    ///
    /// - Parameters:
    ///   - next: where it led, before any reset.
    ///   - terminated: whether nothing can come after it: its experience counts no value beyond.
    ///   - truncated: whether a limit ended the episode here.
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
