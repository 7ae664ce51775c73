import FoundationEssentials
import HeadroomEnvironments
import Testing

@Suite struct TaxiVectorTests {
    private func randomActions(_ count: Int, _ random: inout PCG64) -> [Int32] {
        (0..<count).map { _ in Int32(random.integer(below: 6)) }
    }

    /// Every transition follows the rules, every new start is valid, and every episode ends correctly.
    @Test(arguments: [true, false], [nil, 0.3] as [Double?])
    func transitionsAreTheRules(isRainy: Bool, fickleProbability: Double?) throws {
        let taxi = Taxi(isRainy: isRainy)
        let table = try TransitionTable(taxi)
        let optimal = try OptimalValues(of: table)
        var vector = try TaxiVector(
            count: 37,
            taxi: taxi,
            fickleProbability: fickleProbability,
            maximumSteps: 50,
            seed: 3
        )
        var random = PCG64(seed: 4)
        var result = VectorStep(count: 37)
        var before = vector.observations
        var elapsed = Array(repeating: 0, count: 37)
        var (ends, cuts, changes) = (0, 0, 0)
        for _ in 0..<3000 {
            var actions = randomActions(37, &random)
            for lane in 0..<37 where random.integer(below: 3) == 0 {
                actions[lane] = Int32(optimal.optimalActions(in: Int(before[lane]))[0])
            }
            try vector.step(actions, into: &result)
            for lane in 0..<37 {
                elapsed[lane] += 1
                let state = Int(before[lane])
                var next = Int(result.nextObservations[lane])
                if fickleProbability != nil, next % 4 != state % 4 {
                    changes += 1
                    next += state % 4 - next % 4
                }
                let outcomes = table.transitions(from: state, action: Int(actions[lane]))
                #expect(
                    outcomes.contains {
                        $0.nextState == next && Float($0.reward) == result.rewards[lane]
                            && $0.isTerminal == result.terminated[lane]
                    }
                )
                #expect(result.truncated[lane] == (elapsed[lane] == 50))
                if result.terminated[lane] || result.truncated[lane] {
                    ends += result.terminated[lane] ? 1 : 0
                    cuts += result.truncated[lane] ? 1 : 0
                    elapsed[lane] = 0
                    #expect(table.initialDistribution[Int(result.observations[lane])] > 0)
                } else {
                    #expect(result.observations[lane] == result.nextObservations[lane])
                }
            }
            before = result.observations
            #expect(vector.observations == before)
            #expect(vector.elapsedSteps == elapsed)
        }
        #expect(ends > 500 && cuts > 500)
        #expect((changes > 10) == (fickleProbability != nil))
    }

    /// With the optimal policy the return and length of each episode equal the values of its start; episodes that end
    /// exactly at the limit are both terminated and truncated.
    @Test func optimalEpisodesAreExact() throws {
        let optimal = try OptimalValues(of: TransitionTable(Taxi()))
        guard case .deterministic(let policy) = optimal.policy else {
            Issue.record("the best policy is not deterministic")
            return
        }
        var vector = try TaxiVector(count: 64, maximumSteps: 13, seed: 9)
        var result = VectorStep(count: 64)
        var starts = vector.observations
        var states = starts
        var (sums, lengths) = (Array(repeating: Float(0), count: 64), Array(repeating: 0, count: 64))
        var both = 0
        for _ in 0..<1000 {
            try vector.step(states.map { Int32(policy[Int($0)]) }, into: &result)
            states = result.observations
            for lane in 0..<64 {
                sums[lane] += result.rewards[lane]
                lengths[lane] += 1
                guard result.terminated[lane] || result.truncated[lane] else { continue }
                let value = optimal.values[Int(starts[lane])]
                let length = 21 - Int(value)
                #expect(result.terminated[lane] == (length <= 13))
                #expect(result.truncated[lane] == (length >= 13))
                #expect(lengths[lane] == min(length, 13))
                #expect(sums[lane] == (length <= 13 ? Float(value) : -13))
                if length == 13 { both += 1 }
                (starts[lane], sums[lane], lengths[lane]) = (states[lane], 0, 0)
            }
        }
        #expect(both > 100)
    }

    /// The results of random drives agree with the exact ones, and a reset is not a transition.
    @Test(arguments: [1, 100]) func randomDrivesAreWhatWasPlanned(count: Int) throws {
        var vector = try TaxiVector(count: count, seed: 5)
        let totals = vector.driveRandomly(steps: 6_000_000 / count)
        #expect(totals.transitions == 6_000_000)
        let table = try TransitionTable(Taxi())
        let score = try Policy.uniform(table).score(in: table, within: 200)
        let episodes = Double(totals.episodes)
        #expect(abs(6_000_000 / episodes - score.meanLength) < 0.7)
        let error = (score.successRate * (1 - score.successRate) / episodes).squareRoot()
        #expect(abs(Double(totals.terminations) / episodes - score.successRate) < 4 * error)
        // The sum of rewards includes the completed episodes and those in progress.
        #expect(abs(Double(totals.reward) / 6_000_000 + 771.0909994496624 / score.meanLength) < 0.02)
    }

    /// Rain in the packed tables has the probabilities of the rules.
    @Test func packedRainFallsAsOftenAsItShould() throws {
        var vector = try TaxiVector(count: 200, taxi: Taxi(isRainy: true), seed: 8)
        let table = try TransitionTable(vector.taxi)
        var random = PCG64(seed: 14)
        var result = VectorStep(count: 200)
        var before = vector.observations
        var counts = [0, 0, 0]
        for _ in 0..<1500 {
            let actions = randomActions(200, &random)
            try vector.step(actions, into: &result)
            for lane in 0..<200 {
                let outcomes = table.transitions(from: Int(before[lane]), action: Int(actions[lane])).map(\.nextState)
                guard Set(outcomes).count == 3 else { continue }
                if let outcome = outcomes.firstIndex(of: Int(result.nextObservations[lane])) { counts[outcome] += 1 }
            }
            before = result.observations
        }
        #expect(counts.reduce(0, +) > 20_000)
        #expect(chiSquare(counts, [0.8, 0.1, 0.1]) < 18.4)
    }

    @Test func startsAreAlike() throws {
        var counts = Array(repeating: 0, count: 500)
        for state in try TaxiVector(count: 60_000, seed: 1).observations { counts[Int(state)] += 1 }
        let shares = Taxi().initialDistribution
        let possible = (0..<500).filter { shares[$0] > 0 }
        #expect(possible.reduce(0) { $0 + counts[$1] } == 60_000)
        #expect(chiSquare(possible.map { counts[$0] }, possible.map { shares[$0] }) < 394)
    }

    @Test func seedsAndSnapshotsRepeat() throws {
        func drive(_ seed: UInt64) throws -> VectorTotals {
            var vector = try TaxiVector(count: 5, taxi: Taxi(isRainy: true), fickleProbability: 0.5, seed: seed)
            return vector.driveRandomly(steps: 2000)
        }
        #expect(try drive(1) == drive(1))
        #expect(try drive(1) != drive(2))

        var vector = try TaxiVector(count: 9, fickleProbability: 0.3, seed: 2)
        _ = vector.driveRandomly(steps: 77)
        let kept = try JSONEncoder().encode(vector.snapshot)
        var other = try TaxiVector(count: 9, fickleProbability: 0.3, seed: 99)
        try other.restore(JSONDecoder().decode(TaxiVector.Snapshot.self, from: kept))
        #expect(vector.driveRandomly(steps: 3000) == other.driveRandomly(steps: 3000))
        #expect(vector.snapshot == other.snapshot)
        var larger = try TaxiVector(count: 10)
        #expect(throws: SettingError("count", 9, allowed: "10")) { try larger.restore(vector.snapshot) }
        var shorter = try TaxiVector(count: 9, maximumSteps: 5)
        #expect(throws: SettingError.self) { try shorter.restore(vector.snapshot) }
        var soberer = try TaxiVector(count: 9, fickleProbability: 0.3)
        soberer.reset(seed: 1)
        var plain = try TaxiVector(count: 9)
        // One of the nine passengers will change the destination, and the plain taxi has no such state.
        #expect(throws: SettingError.self) { try plain.restore(soberer.snapshot) }
    }

    /// An invalid action is reported before any taxi has moved.
    @Test func wrongActionsMoveNobody() throws {
        var vector = try TaxiVector(count: 3)
        let before = vector.snapshot
        var result = VectorStep(count: 1)
        for action in [-1, 6, .max, .min] as [Int32] {
            #expect(throws: EnvironmentError.actionOutOfRange(action: Int(action), allowed: 0..<6)) {
                try vector.step([0, 5, action], into: &result)
            }
        }
        #expect(throws: EnvironmentError.actionCount(given: 2, needed: 3)) { try vector.step([0, 0], into: &result) }
        #expect(vector.snapshot == before)
        // Arrays of another size are reallocated.
        try vector.step([0, 1, 2], into: &result)
        #expect(result.rewards.count == 3)
        #expect(throws: SettingError("count", 0, allowed: "at least 1")) { try TaxiVector(count: 0) }
        #expect(throws: SettingError.self) { try TaxiVector(count: 1, maximumSteps: 0) }
        #expect(throws: SettingError.self) { try TaxiVector(count: 1, maximumSteps: 1 << 15) }
        #expect(throws: SettingError.self) { try TaxiVector(count: 1, fickleProbability: 2) }
    }
}
