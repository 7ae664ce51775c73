/// Steps a decision process as Gymnasium's `toy_text` environments do: one random number for each step, one for a reset.
///
/// The outcome is the first whose cumulative probability exceeds the number, also where there is only one; so the same
/// seed gives the same episode as there.
public struct TableEnvironment<Process: MarkovDecisionProcess>: Environment, Sendable {
    /// What never changes, behind one reference, so that a copy of the environment is a small one.
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
    /// The state now; before the first reset it is 0.
    public private(set) var state = 0
    private var random: PCG64?
    private var phase = EpisodePhase.unborn

    /// Makes an environment of a process, and checks that it is one.
    public init(_ process: Process) throws(ProcessError) {
        self.init(process, table: try TransitionTable(process))
    }

    init(_ process: Process, table: TransitionTable) {
        rules = Rules(process, table)
    }

    /// The process that is stepped.
    public var process: Process { rules.process }
    /// The process as flat arrays.
    public var table: TransitionTable { rules.table }
    /// How many actions there are.
    public var actionCount: Int { rules.table.actionCount }
    /// Which actions would change anything now.
    public var actionMask: [Bool] { table.validActions(in: state) }

    /// Begins an episode in a state drawn from the initial distribution.
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

    /// Acts once.
    public mutating func step(_ action: Int) throws(EnvironmentError) -> Step<Int> {
        try phase.require(action, below: rules.table.actionCount)
        let index = outcome(of: action, at: draw())
        state = rules.table.nextStates[index]
        let ends = rules.table.terminals[index]
        if ends { phase = .ended }
        return Step(observation: state, reward: rules.table.rewards[index], terminated: ends, truncated: false)
    }

    /// The next number of the environment's generator.
    @inline(__always)
    mutating func draw() -> Double { random?.random() ?? 0 }

    /// A whole number of the environment's generator.
    mutating func integer(below bound: Int) -> Int { random?.integer(below: bound) ?? 0 }

    /// Puts the process into another state, for rules that a table does not have.
    mutating func move(to state: Int) { self.state = state }

    /// The first outcome whose cumulative probability exceeds a number; the first of all where rounding left none.
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
    /// The state of the process, of the episode and of the generator.
    public struct Snapshot: Codable, Sendable, Equatable {
        /// The state of the process.
        public var state: Int
        /// The generator; null before the first reset.
        public var random: PCG64?
        var phase: EpisodePhase
    }

    /// The state now.
    public var snapshot: Snapshot { Snapshot(state: state, random: random, phase: phase) }

    /// Goes back to a state.
    public mutating func restore(_ snapshot: Snapshot) throws(SettingError) {
        try require("state", snapshot.state, in: 0..<table.stateCount, "0 to \(table.stateCount - 1)")
        state = snapshot.state
        random = snapshot.random
        phase = snapshot.phase
    }
}
