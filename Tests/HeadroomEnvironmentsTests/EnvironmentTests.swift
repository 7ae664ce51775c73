import FoundationEssentials
import HeadroomEnvironments
import Testing

/// Chi-square statistic of counts with given expected values.
func chiSquare(_ counts: [Int], _ shares: [Double]) -> Double {
    let total = Double(counts.reduce(0, +))
    return zip(counts, shares).reduce(0) { sum, pair in
        let expected = total * pair.1
        return sum + (Double(pair.0) - expected) * (Double(pair.0) - expected) / expected
    }
}

@Suite struct EnvironmentTests {
    private func misuse<E: Environment>(_ environment: E) throws {
        var environment = environment
        #expect(throws: EnvironmentError.stepBeforeReset) { try environment.step(0) }
        _ = environment.reset(seed: 1)
        let allowed = 0..<environment.actionCount
        for action in [-1, environment.actionCount, .max, .min] {
            #expect(throws: EnvironmentError.actionOutOfRange(action: action, allowed: allowed)) {
                try environment.step(action)
            }
        }
        #expect(environment.actionMask.count == environment.actionCount)
        var random = PCG64(seed: 3)
        var ended = false
        for _ in 0..<100_000 where !ended {
            ended = try environment.step(random.integer(below: environment.actionCount)).ended
        }
        try #require(ended)
        #expect(throws: EnvironmentError.stepAfterEnd) { try environment.step(0) }
        _ = environment.reset()
        #expect(throws: Never.self) { try environment.step(0) }
    }

    @Test func misuseIsSaid() throws {
        try misuse(TaxiEnvironment())
        try misuse(Taxi.standardEnvironment(Taxi(isRainy: true), isFickle: true))
        try misuse(TableEnvironment(FrozenLake()))
        try misuse(TimeLimit(TableEnvironment(CliffWalking()), maximumSteps: 50))
        try misuse(CartPole())
        try misuse(CartPole.standardEnvironment())
        #expect("\(EnvironmentError.actionOutOfRange(action: 7, allowed: 0..<6))".contains("0 to 5"))
        #expect("\(EnvironmentError.stepBeforeReset)".contains("reset()"))
        #expect(throws: SettingError("maximumSteps", 0, allowed: "at least 1")) {
            try TimeLimit(CartPole(), maximumSteps: 0)
        }
        #expect(throws: SettingError.self) { try Taxi(rainyProbability: 1.1) }
        #expect(throws: SettingError.self) { try Taxi(rainyProbability: .nan) }
        #expect(throws: SettingError.self) { try TaxiEnvironment(Taxi(), fickleProbability: -0.1) }
        #expect(throws: SettingError.self) { try FrozenLake(["SF", "G"]) }
        #expect(throws: SettingError.self) { try FrozenLake(["FF", "FG"]) }
    }

    /// A snapshot in the middle of an episode, restored by another environment, leads to the same steps.
    private func resume<E: RestorableEnvironment>(_ environment: E) throws where E.Observation: Equatable {
        var first = environment
        var random = PCG64(seed: 5)
        _ = first.reset(seed: 77)
        for _ in 0..<7 where try first.step(random.integer(below: first.actionCount)).ended { _ = first.reset() }
        let kept = try JSONEncoder().encode(first.snapshot)
        var second = environment
        try second.restore(JSONDecoder().decode(E.Snapshot.self, from: kept))
        for _ in 0..<600 {
            let action = random.integer(below: first.actionCount)
            let (ours, theirs) = (try first.step(action), try second.step(action))
            #expect(ours == theirs)
            if ours.ended { #expect(first.reset() == second.reset()) }
        }
        #expect(first.snapshot == second.snapshot)
    }

    @Test func environmentsResumeToTheBit() throws {
        try resume(Taxi.standardEnvironment(Taxi(isRainy: true), isFickle: true))
        try resume(TableEnvironment(FrozenLake()))
        try resume(CartPole.standardEnvironment())
        var environment = Taxi.standardEnvironment()
        _ = environment.reset(seed: 1)
        var snapshot = environment.snapshot
        snapshot.elapsedSteps = 201
        #expect(throws: SettingError.self) { try environment.restore(snapshot) }
        snapshot.elapsedSteps = 0
        snapshot.base.base.state = 500
        #expect(throws: SettingError.self) { try environment.restore(snapshot) }
    }

    /// Without a seed, environments start differently; with a seed, identically.
    @Test func unseededEpisodesDiffer() {
        func starts(_ seed: UInt64?) -> [Int] {
            var environment = TaxiEnvironment()
            return [environment.reset(seed: seed)] + (0..<20).map { _ in environment.reset() }
        }
        #expect(starts(nil) != starts(nil))
        #expect(starts(4) == starts(4))
    }

    /// 100,000 moves with possible drift: straight, left and right with the probabilities of the table.
    @Test(arguments: [TaxiRules.v3, .v4]) func rainFallsAsOftenAsItShould(rules: TaxiRules) throws {
        var environment = TaxiEnvironment(Taxi(rules: rules, isRainy: true))
        var counts = [0, 0, 0]
        var random = PCG64(seed: 12)
        var state = environment.reset(seed: 13)
        while counts.reduce(0, +) < 100_000 {
            let action = random.integer(below: 4)
            let outcomes = environment.table.transitions(from: state, action: action).map(\.nextState)
            state = try environment.step(action).observation
            // The outcome can only be identified if all three differ.
            if Set(outcomes).count == 3, let outcome = outcomes.firstIndex(of: state) { counts[outcome] += 1 }
        }
        // 2 degrees of freedom: exceeded once in 10,000.
        #expect(chiSquare(counts, [0.8, 0.1, 0.1]) < 18.4)
    }

    @Test func startsAreAlike() {
        var environment = TaxiEnvironment()
        var counts = Array(repeating: 0, count: 500)
        counts[environment.reset(seed: 21)] += 1
        for _ in 1..<60_000 { counts[environment.reset()] += 1 }
        let shares = Taxi().initialDistribution
        let possible = (0..<500).filter { shares[$0] > 0 }
        #expect(possible.count == 300)
        #expect(possible.reduce(0) { $0 + counts[$1] } == 60_000)
        // 299 degrees of freedom: exceeded once in 10,000.
        #expect(chiSquare(possible.map { counts[$0] }, possible.map { shares[$0] }) < 394)
    }

    /// Of the passengers on board, 30 % change their destination once, at the first move, to any other location.
    @Test func passengersAreFickle() throws {
        let values = try OptimalValues(of: TransitionTable(Taxi()))
        var environment = Taxi.standardEnvironment(isFickle: true)
        var (driven, changed) = (0, 0)
        var turns = Array(repeating: 0, count: 3)
        var state = environment.reset(seed: 31)
        while driven < 20_000 {
            var (moves, changes) = (0, 0)
            while true {
                let step = try environment.step(values.optimalActions(in: state)[0])
                let (before, after) = (Taxi().decode(state), Taxi().decode(step.observation))
                if before.isCarrying, (before.row, before.column) != (after.row, after.column) { moves += 1 }
                if before.destination != after.destination {
                    changes += 1
                    #expect(moves == 1)
                    turns[(after.destination - before.destination + 4) % 4 - 1] += 1
                }
                state = step.observation
                if step.ended { break }
            }
            if moves > 0 {
                driven += 1
                changed += changes
                #expect(changes <= 1)
            }
            state = environment.reset()
        }
        let error = (0.3 * 0.7 / 20_000).squareRoot()
        #expect(abs(Double(changed) / 20_000 - 0.3) < 3.5 * error)
        #expect(chiSquare(turns, [1.0 / 3, 1.0 / 3, 1.0 / 3]) < 18.4)
    }

    /// A million random steps for each case: the sampled mean agrees with the exact one.
    @Test func randomTaxiIsWhatItWasPlanned() throws {
        var environment = Taxi.standardEnvironment()
        var random = PCG64(seed: 41)
        var returns: [Double] = []
        for episode in 0..<5000 {
            _ = environment.reset(seed: episode == 0 ? 42 : nil)
            var sum = 0.0
            while true {
                let step = try environment.step(random.integer(below: 6))
                sum += step.reward
                if step.ended { break }
            }
            returns.append(sum)
        }
        let mean = returns.reduce(0, +) / 5000
        let variance = returns.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4999
        #expect(abs(mean + 771.0909994496624) < 3.5 * (variance / 5000).squareRoot())
    }
}
