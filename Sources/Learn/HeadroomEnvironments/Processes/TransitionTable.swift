/// A decision process written out in flat arrays: what the planners, the environments and the vectors go through.
///
/// The outcomes of `(state, action)` lie at `offsets[state * actionCount + action]` and before the next offset.
public struct TransitionTable: Sendable, Equatable {
    /// How many states there are.
    public let stateCount: Int
    /// How many actions there are in each of them.
    public let actionCount: Int
    /// Where the outcomes of each pair of state and action begin: `[stateCount * actionCount + 1]`.
    public let offsets: [Int]
    /// How likely each outcome is.
    public let probabilities: [Double]
    /// The probabilities of an outcome and of those before it, added up one after the other as NumPy's `cumsum` does.
    public let cumulativeProbabilities: [Double]
    /// Where each outcome leads.
    public let nextStates: [Int]
    /// What each outcome gains.
    public let rewards: [Double]
    /// Which outcomes end the episode.
    public let terminals: [Bool]
    /// Which outcomes end it well.
    public let successes: [Bool]
    /// How likely an episode starts in each state: `[stateCount]`.
    public let initialDistribution: [Double]
    /// Which actions change anything: `[stateCount * actionCount]`.
    public let mask: [Bool]

    /// Writes out a process, and checks that it is one.
    public init(_ process: some MarkovDecisionProcess) throws(ProcessError) {
        self.init(trusted: process)
        try check(process)
    }

    /// Writes out a process of our own, whose rules are known to be complete.
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

    /// Where the outcomes of an action lie.
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

    /// Which actions change anything in a state: `[actionCount]`.
    public func validActions(in state: Int) -> [Bool] {
        Array(mask[state * actionCount..<(state + 1) * actionCount])
    }
}
