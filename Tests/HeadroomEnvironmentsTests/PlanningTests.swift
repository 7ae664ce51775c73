import HeadroomEnvironments
import Testing

private func isNear(_ value: Double, _ expected: Double, within tolerance: Double = 1e-9) -> Bool {
    abs(value - expected) <= tolerance
}

/// Process of two states and two actions, with values that can be computed by hand.
///
/// In state 0, action 0 stays there with reward 1; action 1 goes to state 1 with reward 0. In state 1 either action has
/// reward 3 and ends with probability `ending`, otherwise stays.
struct TwoStates: MarkovDecisionProcess {
    var ending = 0.5
    let stateCount = 2
    let actionCount = 2
    let initialDistribution = [1.0, 0]

    func transitions(from state: Int, action: Int) -> [Transition] {
        if state == 0 {
            let stays = action == 0
            return [Transition(probability: 1, nextState: stays ? 0 : 1, reward: stays ? 1 : 0, isTerminal: false)]
        }
        return [
            Transition(probability: ending, nextState: 1, reward: 3, isTerminal: true),
            Transition(probability: 1 - ending, nextState: 1, reward: 3, isTerminal: false),
        ]
    }
}

@Suite struct PlanningTests {
    /// V(1) = 3 / (1 - discount (1 - ending)), V(0) = max(1 / (1 - discount), discount V(1)).
    @Test(arguments: [0.5, 0.7, 0.8, 0.95]) func twoStatesAreInClosedForm(discount: Double) throws {
        let table = try TransitionTable(TwoStates())
        let optimal = try OptimalValues(of: table, settings: SweepSettings(discount: discount))
        let second = 3 / (1 - discount * 0.5)
        let (stays, goes) = (1 / (1 - discount), discount * second)
        #expect(isNear(optimal.values[1], second))
        #expect(isNear(optimal.values[0], max(stays, goes)))
        #expect(optimal.policy == .deterministic([stays >= goes ? 0 : 1, 0]))
        let random = try Policy.uniform(table).values(in: table, settings: SweepSettings(discount: discount))
        #expect(isNear(random[0], (0.5 + 0.5 * discount * second) / (1 - 0.5 * discount)))
        #expect(try isNear(Policy.deterministic([1, 0]).values(in: table)[0], 6))
    }

    /// Without a discount the return of state 0 is infinite, and a policy that never ends has no value.
    @Test func whatDoesNotEndIsRefused() throws {
        let table = try TransitionTable(TwoStates())
        let settings = SweepSettings(maximumSweeps: 500)
        #expect(throws: PlanningError.notConverged(sweeps: 500, change: 1, discount: 1)) {
            try OptimalValues(of: table, settings: settings)
        }
        let taxi = try TransitionTable(Taxi())
        let bumping = Policy.deterministic(Array(repeating: 0, count: 500))
        #expect(throws: PlanningError.self) { try bumping.values(in: taxi, settings: settings) }
        #expect(try bumping.score(in: taxi, within: 200).meanReturn == -200)
    }

    /// Exactly 2379 / 300, and a hash of all state and action values, compared with those computed in NumPy.
    @Test func dryTaxiIsExact() throws {
        let table = try TransitionTable(Taxi())
        let optimal = try OptimalValues(of: table)
        #expect(table.expectedValue(optimal.values) == 2379.0 / 300)
        #expect(2379.0 / 300 == 7.93)
        #expect(optimal.values.reduce(0, +) == 5365)
        let values = "state,v\n" + optimal.values.enumerated().map { "\($0),\(Int($1))\n" }.joined()
        #expect(sha256(values) == "acaa576011ebe0252d0b79f25d7cdd3e1e72eeb0e0eedad828be7521302d1f11")
        let actionValues =
            "state,q0..q5\n"
            + (0..<500).map { state in
                let row = optimal.actionValues[6 * state..<6 * state + 6].map { "\(Int($0))" }
                return "\(state)," + row.joined(separator: ",") + "\n"
            }.joined()
        #expect(sha256(actionValues) == "1bc5edc16c38c4afa887d7741d9fca9d8ceb2e2c5545ef02356b19cb55f1449d")

        let score = try optimal.policy.score(in: table, within: 200)
        #expect(score.meanReturn == 7.93)
        #expect(score.successRate == 1)
        #expect(isNear(score.meanLength, 13.07))
        #expect(score.truncationRate == 0)
        let starts = (0..<500).filter { table.initialDistribution[$0] > 0 }
        let histogram = (3...15).map { value in starts.count { Int(optimal.values[$0]) == value } }
        #expect(histogram == [8, 20, 30, 35, 44, 43, 38, 31, 24, 13, 7, 5, 2])
    }

    @Test(arguments: [(0.99, 6.327464314919366), (0.95, 1.7299300168321838), (0.9, -1.2633230990396558)])
    func discountedTaxi(discount: Double, value: Double) throws {
        let table = try TransitionTable(Taxi())
        let optimal = try OptimalValues(of: table, settings: SweepSettings(discount: discount))
        #expect(isNear(table.expectedValue(optimal.values), value))
        #expect(try optimal.policy.score(in: table, within: 200).meanReturn == 7.93)
    }

    @Test func otherModesAreExact() throws {
        let dry = try OptimalValues(of: TransitionTable(Taxi()))
        let rain = try TransitionTable(Taxi(isRainy: true))
        let inRain = try OptimalValues(of: rain)
        #expect(isNear(rain.expectedValue(inRain.values), 3.954574516550818))
        #expect(try isNear(rain.expectedValue(dry.policy.values(in: rain)), 3.8826, within: 5e-5))
        let old = try TransitionTable(Taxi(rules: .v3, isRainy: true))
        #expect(try isNear(old.expectedValue(OptimalValues(of: old).values), 4.434883962994653))

        let fickle = try TransitionTable(FickleTaxi())
        #expect(try isNear(fickle.expectedValue(OptimalValues(of: fickle).values), 8.38))
        #expect(try isNear(fickle.expectedValue(twice(dry.policy).values(in: fickle)), 8.38))
        let both = try TransitionTable(FickleTaxi(Taxi(isRainy: true)))
        #expect(try isNear(both.expectedValue(OptimalValues(of: both).values), 4.5810, within: 5e-5))
        #expect(try isNear(both.expectedValue(twice(inRain.policy).values(in: both)), 4.5689, within: 5e-5))
    }

    /// Converts a policy of the taxi for the process that also tracks whether the passenger may change the destination.
    private func twice(_ policy: Policy) throws -> Policy {
        guard case .deterministic(let actions) = policy else { return policy }
        return .deterministic(actions + actions)
    }

    @Test func randomTaxiIsExact() throws {
        let table = try TransitionTable(Taxi())
        let random = try Policy.uniform(table).score(in: table, within: 200)
        #expect(isNear(random.meanReturn, -771.0909994496624, within: 1e-6))
        #expect(isNear(random.successRate, 0.04673, within: 5e-6))
        #expect(isNear(random.meanLength, 196.59, within: 5e-3))
        let masked = try Policy.uniformOverValidActions(table).score(in: table, within: 200)
        #expect(isNear(masked.meanReturn, -186.1795, within: 5e-5))
        #expect(isNear(masked.successRate, 0.1329, within: 5e-5))
        #expect(isNear(masked.meanLength, 188.97, within: 5e-3))
        #expect(isNear(masked.truncationRate, 1 - masked.successRate))
    }

    /// Forward over distributions and backward over values give the same result.
    @Test(arguments: [0, 1, 13, 200]) func forwardIsBackward(steps: Int) throws {
        for table in [try TransitionTable(Taxi(isRainy: true)), try TransitionTable(FickleTaxi())] {
            for policy in [Policy.uniform(table), .uniformOverValidActions(table)] {
                let forward = try policy.score(in: table, within: steps).meanReturn
                let backward = try table.expectedValue(policy.values(in: table, within: steps))
                #expect(isNear(forward, backward, within: 1e-9 * max(1, abs(backward))))
            }
        }
    }

    /// No policy is better than the optimum: one that is would reveal an error in the environment.
    @Test func nothingIsAboveTheOptimum() throws {
        let table = try TransitionTable(Taxi())
        let optimum = try Optimum(of: table, within: 200)
        #expect(optimum.score.meanReturn == 7.93)
        #expect(optimum.bound == 7.93)
        var tooGood = optimum.score
        tooGood.meanReturn += 1.0 / 300
        #expect(optimum.isPossible(optimum.score))
        #expect(!optimum.isPossible(tooGood))
        var random = PCG64(seed: 1)
        for _ in 0..<200 {
            var actions = (0..<500).map { state in
                let best = optimum.values.optimalActions(in: state)
                return best[random.integer(below: best.count)]
            }
            #expect(try Policy.deterministic(actions).score(in: table, within: 200).meanReturn == 7.93)
            for _ in 0..<5 { actions[random.integer(below: 500)] = random.integer(below: 6) }
            let score = try Policy.deterministic(actions).score(in: table, within: 200)
            #expect(score.meanReturn <= 7.93)
            #expect(optimum.isReached(by: score) == (score.meanReturn == 7.93))
        }
    }

    @Test func whatIsNoPolicyIsRefused() throws {
        let table = try TransitionTable(TwoStates())
        #expect(throws: PlanningError.policySize(given: 1, needed: 2)) {
            try Policy.deterministic([0]).score(in: table, within: 1)
        }
        #expect(throws: PlanningError.policyAction(state: 1, action: 2, actionCount: 2)) {
            try Policy.deterministic([0, 2]).values(in: table)
        }
        #expect(throws: PlanningError.policyProbabilities(state: 0, sum: 1.5)) {
            try Policy.stochastic([0.5, 1, 1, 0]).score(in: table, within: 1)
        }
        #expect(throws: PlanningError.setting(SettingError("discount", 1.5, allowed: "0 to 1"))) {
            try OptimalValues(of: table, settings: SweepSettings(discount: 1.5))
        }
        #expect(Policy.greedy([1, 2, 2, 0, 0, -1], actionCount: 3) == .deterministic([1, 0]))
    }
}
