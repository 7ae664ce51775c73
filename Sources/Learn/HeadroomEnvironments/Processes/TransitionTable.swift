/// A decision process as flat arrays, for planning, environments and vectors.
///
/// The outcomes of `(state, action)` are those from `offsets[state * actionCount + action]` up to the next offset.
public struct TransitionTable: Sendable, Equatable {
    /// Number of states.
    public let stateCount: Int
    /// Number of actions in each state.
    public let actionCount: Int
    /// Index of the first outcome of each pair of state and action: `[stateCount * actionCount + 1]`.
    public let offsets: [Int]
    /// Probability of each outcome.
    public let probabilities: [Double]
    /// Cumulative probability of each outcome within its pair, summed in order like NumPy's `cumsum`.
    public let cumulativeProbabilities: [Double]
    /// Next state of each outcome.
    public let nextStates: [Int]
    /// Reward of each outcome.
    public let rewards: [Double]
    /// Whether each outcome ends the episode.
    public let terminals: [Bool]
    /// Whether each outcome ends the episode with success.
    public let successes: [Bool]
    /// Probability that an episode starts in each state: `[stateCount]`.
    public let initialDistribution: [Double]
    /// Whether each action changes the state: `[stateCount * actionCount]`.
    public let mask: [Bool]

    /// Tabulates a process, and throws where it is invalid.
    public init(_ process: some MarkovDecisionProcess) throws(ProcessError) {
        self.init(trusted: process)
        try check(process)
    }

    /// Tabulates one of Headroom's own processes, without checks.
    init(trusted process: some MarkovDecisionProcess) {
        stateCount = max(0, process.stateCount)
        actionCount = max(0, process.actionCount)
        var offsets = [0]
        var outcomes: [Transition] = []
        var cumulative: [Double] = []
        var mask: [Bool] = []
        for state in 0..<stateCount {
            mask += process.validActions(in: state)
            for action in 0..<actionCount {
                var sum = 0.0
                for outcome in process.transitions(from: state, action: action) {
                    sum += outcome.probability
                    cumulative.append(sum)
                    outcomes.append(outcome)
                }
                offsets.append(outcomes.count)
            }
        }
        self.offsets = offsets
        probabilities = outcomes.map(\.probability)
        cumulativeProbabilities = cumulative
        nextStates = outcomes.map(\.nextState)
        rewards = outcomes.map(\.reward)
        terminals = outcomes.map(\.isTerminal)
        successes = outcomes.map(process.isSuccess)
        initialDistribution = process.initialDistribution
        self.mask = mask
    }

    private func check(_ process: some MarkovDecisionProcess) throws(ProcessError) {
        guard stateCount > 0, actionCount > 0 else {
            throw .empty(stateCount: process.stateCount, actionCount: process.actionCount)
        }
        let sum = initialDistribution.reduce(0, +)
        guard
            initialDistribution.count == stateCount, abs(sum - 1) < 1e-9, initialDistribution.allSatisfy({ $0 >= 0 })
        else {
            throw .initialDistribution(count: initialDistribution.count, sum: sum, stateCount: stateCount)
        }
        for state in 0..<stateCount {
            let valid = process.validActions(in: state).count
            guard valid == actionCount else { throw .mask(state: state, count: valid, actionCount: actionCount) }
            for action in 0..<actionCount { try checkOutcomes(state, action) }
        }
    }

    private func checkOutcomes(_ state: Int, _ action: Int) throws(ProcessError) {
        let range = outcomes(of: state, action)
        let sum = probabilities[range].reduce(0, +)
        guard abs(sum - 1) < 1e-9, probabilities[range].allSatisfy({ $0 >= 0 }) else {
            throw .probabilities(state: state, action: action, sum: sum)
        }
        for index in range {
            guard (0..<stateCount).contains(nextStates[index]) else {
                throw .nextState(state: state, action: action, nextState: nextStates[index], stateCount: stateCount)
            }
            guard rewards[index].isFinite else {
                throw .reward(state: state, action: action, reward: rewards[index])
            }
        }
    }

    /// The indices of the outcomes of an action.
    @inline(__always)
    func outcomes(of state: Int, _ action: Int) -> Range<Int> {
        let pair = state * actionCount + action
        return offsets[pair]..<offsets[pair + 1]
    }

    /// The outcomes of an action, in the order of the process.
    public func transitions(from state: Int, action: Int) -> [Transition] {
        outcomes(of: state, action).map { index in
            Transition(
                probability: probabilities[index],
                nextState: nextStates[index],
                reward: rewards[index],
                isTerminal: terminals[index]
            )
        }
    }

    /// Whether each action changes the state: `[actionCount]`.
    public func validActions(in state: Int) -> [Bool] {
        Array(mask[state * actionCount..<(state + 1) * actionCount])
    }
}
