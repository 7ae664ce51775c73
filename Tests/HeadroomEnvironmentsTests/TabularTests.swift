import FoundationEssentials
import HeadroomEnvironments
import Testing

/// Two states that alternate forever: reward 0 from state 0, and 1 from state 1; V(1) = 1 / (1 - d d), V(0) = d V(1).
private struct Pendulum: MarkovDecisionProcess {
    let stateCount = 2
    let actionCount = 1
    let initialDistribution = [0.5, 0.5]

    func transitions(from state: Int, action: Int) -> [Transition] {
        [Transition(probability: 1, nextState: 1 - state, reward: Double(state), isTerminal: false)]
    }
}

@Suite struct TabularTests {
    private let choice = ActionChoice(action: 0, isExploration: false, epsilon: 0.4)

    /// Creates an agent with a given table: `values` are those of the first states, all actions.
    private func agent(_ algorithm: TabularAlgorithm, _ rows: [[Double]], epsilon: Double = 0.4) throws -> TabularAgent
    {
        let settings = TabularSettings(
            algorithm: algorithm,
            learningRate: .constant(1),
            discount: 1,
            epsilon: .constant(epsilon)
        )
        var agent = try TabularAgent(stateCount: rows.count, actionCount: rows[0].count, settings: settings)
        for (state, row) in rows.enumerated() {
            for (action, value) in row.enumerated() {
                let end = Step(observation: 0, reward: value, terminated: true, truncated: false)
                let taught = ActionChoice(action: action, isExploration: false, epsilon: 0)
                // The table to update is drawn at random: after this number of updates both have been.
                for _ in 0..<100 { _ = agent.update(state, taught, end, next: 0) }
                try #require(agent.tables.allSatisfy { $0[state, action] == value })
            }
        }
        return agent
    }

    /// From state 0 to state 1 with reward 2, where the actions have values 5, 8 and -1.
    @Test func targets() throws {
        let rows = [[1.0, 0, 0], [5, 8, -1]]
        let step = Step(observation: 1, reward: 2, terminated: false, truncated: false)
        var agent = try agent(.qLearning, rows)
        #expect(agent.update(0, choice, step, next: 0).target == 2 + 8)
        agent = try self.agent(.sarsa, rows)
        #expect(agent.update(0, choice, step, next: 0).target == 2 + 5)
        #expect(agent.update(0, choice, step, next: 2).target == 2 - 1)
        agent = try self.agent(.expectedSarsa, rows)
        #expect(abs(agent.update(0, choice, step, next: 0).target - (2 + 0.4 * 4 + 0.6 * 8)) < 1e-12)
        agent = try self.agent(.expectedSarsa, rows, epsilon: 0)
        #expect(agent.update(0, choice, step, next: 0).target == 2 + 8)
    }

    /// The mask excludes the best action, from the target and the choice, if the settings apply it.
    @Test func masks() throws {
        var settings = TabularSettings(learningRate: .constant(1), discount: 1, epsilon: .constant(0), initialValue: 9)
        for usesMask in [true, false] {
            settings.usesActionMask = usesMask
            var agent = try TabularAgent(stateCount: 2, actionCount: 3, settings: settings)
            let end = Step(observation: 0, reward: 4, terminated: true, truncated: false)
            let last = ActionChoice(action: 2, isExploration: false, epsilon: 0)
            _ = agent.update(1, last, end, next: 0)
            let mask = [false, false, true]
            #expect(agent.choose(in: 1, mask: mask).action == (usesMask ? 2 : 0))
            let step = Step(observation: 1, reward: 0, terminated: false, truncated: false)
            #expect(agent.update(0, choice, step, next: 0, nextMask: mask).target == (usesMask ? 4 : 9))
        }
    }

    /// If the tables differ, one selects the action and the other gives its value.
    @Test func doubleTarget() throws {
        let rows = [[0.0, 0], [0, 0]]
        var agent = try agent(.doubleQLearning, rows)
        let ends = [6.0, 4].map { Step(observation: 0, reward: $0, terminated: true, truncated: false) }
        var seen = Set<Int>()
        for number in 0..<200 {
            // The tables are made different: the table to update is drawn at random.
            let action = number % 2
            let end = ends[(number / 2) % 2]
            let other = ActionChoice(action: action, isExploration: false, epsilon: 0)
            _ = agent.update(1, other, end, next: 0)
            let before = agent.tables
            let step = Step(observation: 1, reward: 1, terminated: false, truncated: false)
            let record = agent.update(0, choice, step, next: 0)
            let best = before[record.table].bestAction(in: 1)
            #expect(record.nextValue == before[1 - record.table][1, best])
            #expect(agent.tables[1 - record.table] == before[1 - record.table])
            if record.nextValue != before[record.table][1, best] { seen.insert(record.table) }
        }
        #expect(seen == [0, 1], "cases in which one table alone would have said another value")
    }

    /// With every step truncated, the values are those of an endless process; treating truncation as termination would
    /// give 0 and 1.
    @Test(arguments: TabularAlgorithm.allCases) func truncationIsNoEnd(algorithm: TabularAlgorithm) throws {
        let settings = TabularSettings(algorithm: algorithm, learningRate: .constant(0.5), discount: 0.5)
        let environment = try TimeLimit(TableEnvironment(Pendulum()), maximumSteps: 1)
        var training = try TabularTraining(environment, stateCount: 2, settings: settings)
        for _ in 0..<2000 {
            let record = try training.advance()
            #expect(record.truncated && !record.terminated)
        }
        #expect(abs(training.agent.table[0, 0] - 2.0 / 3) < 1e-9)
        #expect(abs(training.agent.table[1, 0] - 4.0 / 3) < 1e-9)
    }

    /// After termination there is no value, whatever the value of the next state.
    @Test(arguments: TabularAlgorithm.allCases) func terminationIsTheEnd(algorithm: TabularAlgorithm) throws {
        let settings = TabularSettings(algorithm: algorithm, learningRate: .constant(1), initialValue: 100)
        let environment = try TableEnvironment(TwoStates(ending: 1))
        var training = try TabularTraining(environment, stateCount: 2, settings: settings)
        var ends = 0
        for _ in 0..<2000 {
            let record = try training.advance()
            guard record.terminated else { continue }
            ends += 1
            #expect(record.nextValue == 0)
            #expect(record.target == 3)
            #expect(record.newValue == 3)
        }
        #expect(ends > 10)
    }

    /// Each of the four steps can be inspected, and the record agrees with the table.
    @Test func fourSteps() throws {
        var training = try TabularTraining(
            Taxi.standardEnvironment(),
            stateCount: 500,
            settings: .dryTaxi(seed: 42)
        )
        #expect(training.agent.table.values.allSatisfy { $0 == 20 })
        #expect(training.identifyState() == 386)
        #expect(training.identifyState() == 386)
        for number in 0..<5000 {
            let state = training.identifyState()
            let choice = training.chooseAction()
            #expect(training.chooseAction() == choice)
            let before = training.agent.table
            let record = try training.update()
            #expect(record.step == number)
            #expect(record.state == state)
            #expect(record.choice == choice)
            #expect(choice.isExploration || choice.action == before.bestAction(in: state))
            #expect(record.oldValue == before[state, choice.action])
            #expect(record.target == record.reward + record.nextValue)
            #expect(record.newValue == record.oldValue + record.learningRate * record.error)
            var after = before
            after[state, choice.action] = record.newValue
            #expect(training.agent.table == after)
        }
    }

    /// A long random walk finds every value of every reachable state.
    @Test func valuesBecomeExact() throws {
        let settings = TabularSettings(learningRate: .constant(1), discount: 1, epsilon: .constant(1), seed: 5)
        var training = try TabularTraining(Taxi.standardEnvironment(), stateCount: 500, settings: settings)
        for _ in 0..<600_000 { try training.advance() }
        let optimal = try OptimalValues(of: TransitionTable(Taxi()))
        var seen = 0
        for state in 0..<500 where training.agent.table[state].contains(where: { $0 != 0 }) {
            seen += 1
            #expect(Array(training.agent.table[state]) == Array(optimal.actionValues[6 * state..<6 * state + 6]))
            #expect(optimal.optimalActions(in: state).contains(training.agent.table.bestAction(in: state)))
        }
        #expect(seen == 400)
    }

    /// An agent restored from a snapshot has the same table to the bit.
    @Test func agentsResumeToTheBit() throws {
        for algorithm in TabularAlgorithm.allCases {
            var settings = TabularSettings.rainyTaxi(algorithm, seed: 6)
            settings.epsilon = .constant(0.2)
            settings.usesActionMask = true
            var agent = try TabularAgent(stateCount: 500, actionCount: 6, settings: settings)
            func go(_ agent: inout TabularAgent, from start: Int) {
                for number in start..<start + 3000 {
                    let state = number * 7 % 500
                    let choice = agent.choose(in: state, mask: Taxi().validActions(in: state))
                    let step = Step(observation: number * 11 % 500, reward: -1, terminated: false, truncated: false)
                    _ = agent.update(state, choice, step, next: number % 6)
                }
            }
            go(&agent, from: 0)
            var copy = try JSONDecoder().decode(TabularAgent.self, from: JSONEncoder().encode(agent))
            go(&agent, from: 3000)
            go(&copy, from: 3000)
            #expect(copy == agent)
        }
    }

    /// Truncated or modified snapshots are rejected.
    @Test func brokenAgentsAreRefused() throws {
        let settings = TabularSettings(algorithm: .doubleQLearning)
        let agent = try TabularAgent(stateCount: 2, actionCount: 1, settings: settings)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = String(decoding: try encoder.encode(agent), as: UTF8.self)
        func read(_ text: String) throws -> TabularAgent {
            try JSONDecoder().decode(TabularAgent.self, from: Data(text.utf8))
        }
        #expect(try read(text) == agent)
        for (part, other) in [
            (#""values":[0,0]"#, #""values":[0]"#),
            (#""stateCount":2"#, #""stateCount":-2"#),
            (#""algorithm":"double-q""#, #""algorithm":"q""#),
            (#""discount":0.99"#, #""discount":1.99"#),
            (#""step":0"#, #""step":-1"#),
        ] {
            let broken = text.replacing(part, with: other, maxReplacements: 1)
            #expect(broken != text, "\(part) in \(text)")
            #expect(throws: (any Error).self) { try read(broken) }
        }
        #expect(throws: (any Error).self) { try read(String(text.dropLast(5))) }
    }

    @Test func settingsOutOfRangeAreSaid() throws {
        func error(_ change: (inout TabularSettings) -> Void, highestValue: Double? = nil) -> SettingError? {
            var settings = TabularSettings()
            change(&settings)
            do {
                try settings.check(highestValue: highestValue)
                return nil
            } catch {
                return error
            }
        }
        #expect(error { _ in } == nil)
        let range = "0.0 to 1.0"
        #expect(error { $0.learningRate = .constant(1.5) } == SettingError("learningRate", 1.5, allowed: range))
        #expect(error { $0.learningRate = .constant(.nan) }?.allowed == range)
        #expect(
            error { $0.epsilon = .linear(from: 1, to: -0.1, steps: 5) } == SettingError("epsilon", -0.1, allowed: range)
        )
        #expect(
            error { $0.epsilon = .exponential(from: 1, to: 0, halfLifeSteps: 0) }
                == SettingError("steps of epsilon", 0, allowed: "at least 1")
        )
        #expect(error { $0.discount = -1 } == SettingError("discount", -1.0, allowed: "0 to 1"))
        #expect(error { $0.initialValue = .infinity }?.name == "initialValue")
        // Without exploration it is an error, unless untried actions have the highest values.
        #expect(error({ $0.epsilon = .constant(0) }, highestValue: 20)?.name == "epsilon")
        #expect(error({ $0.epsilon = .linear(from: 0, to: 0, steps: 9) }, highestValue: 20)?.name == "epsilon")
        #expect(error({ $0.epsilon = .linear(from: 0, to: 0.1, steps: 9) }, highestValue: 20) == nil)
        #expect(
            error(
                {
                    $0.epsilon = .constant(0)
                    $0.initialValue = 20
                },
                highestValue: 20
            ) == nil
        )
        #expect(throws: SettingError("stateCount", 0, allowed: "at least 1")) {
            try TabularAgent(stateCount: 0, actionCount: 1, settings: TabularSettings())
        }
    }

    @Test func schedules() {
        let linear = Schedule.linear(from: 1, to: 0.2, steps: 4)
        #expect([0, 2, 4, 9].map(linear.value) == [1, 0.6, 0.2, 0.2])
        let exponential = Schedule.exponential(from: 1, to: 0.5, halfLifeSteps: 10)
        #expect([0, 10, 20].map(exponential.value) == [1, 0.75, 0.625])
        #expect(Schedule.constant(0.3).value(at: 7) == 0.3)
        #expect(Schedule.linear(from: 0.1, to: 0.4, steps: 3).largest == 0.4)
    }
}
