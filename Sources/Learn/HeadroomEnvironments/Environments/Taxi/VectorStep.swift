/// The results of one step of a vector of environments, in arrays that are reused for the next step.
public struct VectorStep: Sendable, Equatable {
    /// The observations for the next actions, `[count]`; those of the new episode where one has ended.
    public var observations: [Int32]
    /// The observations after each action, `[count]`: the last one of an episode that ended, otherwise as in
    /// `observations`.
    ///
    /// A transition is `(observations of the previous step, action, reward, nextObservations, terminated)`. A
    /// transition that is only truncated bootstraps from its next observation.
    public var nextObservations: [Int32]
    /// The rewards, `[count]`.
    public var rewards: [Float]
    /// Whether each episode reached a terminal state, `[count]`.
    public var terminated: [Bool]
    /// Whether each episode reached the step limit, `[count]`; an episode can be both terminated and truncated.
    public var truncated: [Bool]

    /// Allocates the arrays for `count` environments.
    public init(count: Int) {
        let count = max(0, count)
        observations = Array(repeating: 0, count: count)
        nextObservations = Array(repeating: 0, count: count)
        rewards = Array(repeating: 0, count: count)
        terminated = Array(repeating: false, count: count)
        truncated = Array(repeating: false, count: count)
    }
}

extension VectorStep {
    /// Number of environments; 0 where the arrays have different lengths.
    var count: Int {
        let count = rewards.count
        let isWhole =
            observations.count == count && nextObservations.count == count && terminated.count == count
            && truncated.count == count
        return isWhole ? count : 0
    }

    /// Unsafe pointers to the arrays.
    struct Buffers {
        let observations: UnsafeMutableBufferPointer<Int32>
        let nextObservations: UnsafeMutableBufferPointer<Int32>
        let rewards: UnsafeMutableBufferPointer<Float>
        let terminated: UnsafeMutableBufferPointer<Bool>
        let truncated: UnsafeMutableBufferPointer<Bool>
    }

    /// Calls a function with pointers to the arrays.
    @inline(__always)
    mutating func withBuffers(_ body: (Buffers) -> Void) {
        observations.withUnsafeMutableBufferPointer { observations in
            nextObservations.withUnsafeMutableBufferPointer { nextObservations in
                rewards.withUnsafeMutableBufferPointer { rewards in
                    terminated.withUnsafeMutableBufferPointer { terminated in
                        truncated.withUnsafeMutableBufferPointer { truncated in
                            body(
                                Buffers(
                                    observations: observations,
                                    nextObservations: nextObservations,
                                    rewards: rewards,
                                    terminated: terminated,
                                    truncated: truncated
                                )
                            )
                        }
                    }
                }
            }
        }
    }
}

/// The totals of many steps.
public struct VectorTotals: Sendable, Equatable {
    /// Number of actions taken, without resets.
    public var transitions = 0
    /// Number of episodes that ended.
    public var episodes = 0
    /// Number of episodes that reached a terminal state.
    public var terminations = 0
    /// The sum of the rewards.
    public var reward = 0

    /// Makes totals of zero.
    public init() {}
}
