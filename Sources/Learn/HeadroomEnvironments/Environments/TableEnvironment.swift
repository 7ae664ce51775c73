/// Runs a decision process like Gymnasium's `toy_text` environments: one random number per step, one per reset.
///
/// The outcome is the first whose cumulative probability exceeds the number, also where there is only one, so the same
/// seed gives the same episode as in Gymnasium.
/// seed gives the same episode as there.
public struct TableEnvironment<Process: MarkovDecisionProcess>: Environment, Sendable {
    /// Immutable data behind one reference, which keeps copies of the environment small.
    private final class Rules: Sendable {
        let process: Process
        let table: TransitionTable
        let cumulativeStart: [Double]

        init(_ process: Process, _ table: TransitionTable) {
            self.process = process
            self.table = table
            var sum = 0.0
            cumulativeStart = table.initialDistribution.map { probability in
                sum += probability
                return sum
            }
        }
    }

    private let rules: Rules
    /// The current state; 0 before the first reset.
    public private(set) var state = 0
    private var random: PCG64?
    private var phase = EpisodePhase.notStarted

    /// Makes an environment of a process, and throws where the process is invalid.
    public init(_ process: Process) throws(ProcessError) {
        self.init(process, table: try TransitionTable(process))
    }

    init(_ process: Process, table: TransitionTable) {
        rules = Rules(process, table)
    }

    /// The underlying process.
    public var process: Process { rules.process }
    /// The process as flat arrays.
    public var table: TransitionTable { rules.table }
    /// Number of actions.
    public var actionCount: Int { rules.table.actionCount }
    /// Whether each action would change the state.
    public var actionMask: [Bool] { table.validActions(in: state) }

    /// Starts an episode in a state drawn from the initial distribution.
    public mutating func reset(seed: UInt64?) -> Int {
        if let seed {
            random = PCG64(seed: seed)
        } else if random == nil {
            random = PCG64(seed: UInt64.random(in: .min ... .max))
        }
        phase = .running
        state = start(at: draw())
        return state
    }

    /// Takes one action.
    public mutating func step(_ action: Int) throws(EnvironmentError) -> Step<Int> {
        try phase.require(action, below: rules.table.actionCount)
        let index = outcome(of: action, at: draw())
        state = rules.table.nextStates[index]
        let ends = rules.table.terminals[index]
        if ends { phase = .ended }
        return Step(observation: state, reward: rules.table.rewards[index], terminated: ends, truncated: false)
    }

    /// The next random number in [0, 1).
    @inline(__always)
    mutating func draw() -> Double { random?.random() ?? 0 }

    /// A random integer from 0 to `bound - 1`.
    mutating func integer(below bound: Int) -> Int { random?.integer(below: bound) ?? 0 }

    /// Sets the state, for rules that the table does not contain.
    mutating func move(to state: Int) { self.state = state }

    /// The first outcome whose cumulative probability exceeds a number; the first outcome where rounding leaves none.
    @inline(__always)
    private func outcome(of action: Int, at number: Double) -> Int {
        let range = rules.table.outcomes(of: state, action)
        for index in range where rules.table.cumulativeProbabilities[index] > number { return index }
        return range.lowerBound
    }

    /// The first state whose cumulative probability exceeds a number.
    private func start(at number: Double) -> Int {
        var low = 0
        var high = rules.cumulativeStart.count
        while low < high {
            let middle = (low + high) / 2
            if rules.cumulativeStart[middle] > number { high = middle } else { low = middle + 1 }
        }
        return low < rules.cumulativeStart.count ? low : 0
    }
}

extension TableEnvironment: RestorableEnvironment {
    /// The state of the process, the episode and the random number generator.
    public struct Snapshot: Codable, Sendable, Equatable {
        /// The state of the process.
        public var state: Int
        /// The random number generator; null before the first reset.
        public var random: PCG64?
        var phase: EpisodePhase
    }

    /// The current state.
    public var snapshot: Snapshot { Snapshot(state: state, random: random, phase: phase) }

    /// Restores a state.
    public mutating func restore(_ snapshot: Snapshot) throws(SettingError) {
        try require("state", snapshot.state, in: 0..<table.stateCount, "0 to \(table.stateCount - 1)")
        state = snapshot.state
        random = snapshot.random
        phase = snapshot.phase
    }
}
