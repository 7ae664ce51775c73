import HeadroomEnvironments
import Testing

/// Process of one state and one action with given properties.
private struct Described: MarkovDecisionProcess {
    var stateCount = 1
    var actionCount = 1
    var outcomes = [Transition(probability: 1, nextState: 0, reward: 0, isTerminal: true)]
    var initialDistribution = [1.0]
    var mask = [true]

    func transitions(from state: Int, action: Int) -> [Transition] { outcomes }
    func validActions(in state: Int) -> [Bool] { mask }
}

@Suite struct ProcessTests {
    @Test func whatIsNoProcessIsRefused() throws {
        func error(_ change: (inout Described) -> Void) -> ProcessError? {
            var process = Described()
            change(&process)
            do {
                _ = try TransitionTable(process)
                return nil
            } catch {
                return error
            }
        }
        #expect(error { _ in } == nil)
        #expect(error { $0.stateCount = 0 } == .empty(stateCount: 0, actionCount: 1))
        #expect(error { $0.actionCount = -1 } == .empty(stateCount: 1, actionCount: -1))
        #expect(error { $0.outcomes[0].probability = 0.9 } == .probabilities(state: 0, action: 0, sum: 0.9))
        #expect(error { $0.outcomes = [] } == .probabilities(state: 0, action: 0, sum: 0))
        let next = ProcessError.nextState(state: 0, action: 0, nextState: 1, stateCount: 1)
        #expect(error { $0.outcomes[0].nextState = 1 } == next)
        #expect(error { $0.outcomes[0].reward = .infinity } == .reward(state: 0, action: 0, reward: .infinity))
        #expect(
            error { $0.initialDistribution = [0.5] } == .initialDistribution(count: 1, sum: 0.5, stateCount: 1)
        )
        #expect(error { $0.mask = [] } == .mask(state: 0, count: 0, actionCount: 1))
    }

    /// All our environments are processes, with any options.
    @Test func oursAreProcesses() throws {
        for rain in [nil, 0, 0.5, 1] as [Double?] {
            for rules in TaxiRules.allCases {
                let taxi = try rain.map { try Taxi(rules: rules, rainyProbability: $0) } ?? Taxi(rules: rules)
                _ = try TransitionTable(taxi)
                _ = try TransitionTable(FickleTaxi(taxi, probability: 0.7))
            }
        }
        for size in FrozenLake.Size.allCases { _ = try TransitionTable(FrozenLake(size)) }
        for isSlippery in [true, false] { _ = try TransitionTable(CliffWalking(isSlippery: isSlippery)) }
    }

    /// The mask allows exactly the actions that may change the state.
    @Test func masksAreTheTables() throws {
        let table = try TransitionTable(Taxi())
        for state in 0..<500 {
            for (action, valid) in table.validActions(in: state).enumerated() {
                let changes = table.transitions(from: state, action: action).contains { $0.nextState != state }
                #expect(valid == changes, "state \(state), action \(action)")
            }
        }
    }

    /// 400 states are visited and left, 4 end an episode, 96 are never visited.
    @Test func reachableStates() throws {
        let table = try TransitionTable(Taxi())
        var seen = Set((0..<500).filter { table.initialDistribution[$0] > 0 })
        var last = Set<Int>()
        var open = Array(seen)
        while let state = open.popLast() {
            for outcome in (0..<6).flatMap({ table.transitions(from: state, action: $0) }) {
                if outcome.isTerminal {
                    last.insert(outcome.nextState)
                } else if seen.insert(outcome.nextState).inserted {
                    open.append(outcome.nextState)
                }
            }
        }
        #expect(seen.count == 400)
        #expect(last == [0, 85, 410, 475])
        #expect(seen.isDisjoint(with: last))
    }

    /// FrozenLake's optimum is 14 / 17 on slippery ice without a limit; the large lake takes 14 steps, the cliff 13.
    @Test func otherOptima() throws {
        let lake = try TransitionTable(FrozenLake())
        let settings = SweepSettings(tolerance: 1e-13)
        #expect(abs(try OptimalValues(of: lake, settings: settings).values[0] - 14.0 / 17) < 1e-9)
        let dry = try TransitionTable(FrozenLake(.large, isSlippery: false))
        let walk = try OptimalValues(of: dry, settings: SweepSettings(discount: 0.9))
        #expect(abs(walk.values[0] - (0..<13).reduce(1.0) { value, _ in value * 0.9 }) < 1e-12)
        let cliff = try TransitionTable(CliffWalking())
        let score = try OptimalValues(of: cliff).policy.score(in: cliff, within: 100)
        #expect(score.meanReturn == -13)
        #expect(score.successRate == 1)
        let falls = Policy.deterministic(Array(repeating: 1, count: 48))
        #expect(try falls.score(in: cliff, within: 3).meanReturn == -300)
    }
}
