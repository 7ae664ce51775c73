/// What came of one step of many environments, in arrays that are used again for the next step.
public struct VectorStep: Sendable, Equatable {
    /// What is seen now, and what the next actions are for: of the next episode where one has ended, `[count]`.
    public var observations: [Int32]
    /// What each action led to, `[count]`: where an episode ended its last observation, else that of `observations`.
    ///
    /// A transition is `(observations of the step before, action, reward, nextObservations, terminated)`. One that was
    /// only truncated bootstraps from here.
    public var nextObservations: [Int32]
    /// What was gained, `[count]`.
    public var rewards: [Float]
    /// Which episodes the process itself has ended, `[count]`.
    public var terminated: [Bool]
    /// Which were cut off at the step limit, `[count]`; an episode can be both.
    public var truncated: [Bool]

    /// Makes room for so many environments.
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
    /// How many environments there is room for; 0 where the arrays are of different lengths.
    var count: Int {
        let count = rewards.count
        let isWhole =
            observations.count == count && nextObservations.count == count && terminated.count == count
            && truncated.count == count
        return isWhole ? count : 0
    }

    /// The arrays as they lie in memory.
    struct Buffers {
        let observations: UnsafeMutableBufferPointer<Int32>
        let nextObservations: UnsafeMutableBufferPointer<Int32>
        let rewards: UnsafeMutableBufferPointer<Float>
        let terminated: UnsafeMutableBufferPointer<Bool>
        let truncated: UnsafeMutableBufferPointer<Bool>
    }

    /// Calls a function with the arrays as they lie in memory.
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

/// What many steps came to.
public struct VectorTotals: Sendable, Equatable {
    /// How many actions were taken; a reset is none.
    public var transitions = 0
    /// How many episodes ended.
    public var episodes = 0
    /// How many of them the process itself ended.
    public var terminations = 0
    /// The sum of the rewards.
    public var reward = 0

    /// Nothing yet.
    public init() {}
}
