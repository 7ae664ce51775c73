import HeadroomEnvironments
import Testing

@Suite struct SampledScoreTests {
    @Test("Sampled scores scatter around the exact ones as their standard error says")
    func scatter() throws {
        let taxi = Taxi()
        let table = try TransitionTable(taxi)
        let optimum = try Optimum(of: table, within: Taxi.maximumSteps)
        let actions = (0..<table.stateCount).map { optimum.values.optimalActions(in: $0)[0] }
        let exact = optimum.score.meanReturn
        var environment = Taxi.standardEnvironment(taxi)
        var distances: [Double] = []
        for seed in 0..<40 as Range<UInt64> {
            let score = try environment.score(episodes: 100, seed: seed) { actions[$0] }
            let error = try #require(score.standardError)
            // The standard deviation of the optimal return is 2.589.
            #expect(abs(error - 0.2589) < 0.07)
            #expect(score.terminatedRate == 1)
            distances.append((score.meanReturn - exact) / error)
        }
        let square = distances.reduce(0) { $0 + $1 * $1 }
        // Chi-square with 40 degrees of freedom, one in a thousand on either side.
        #expect(square > 17.9 && square < 73.4)
        // Of 40 sampled means some are above the optimum, which no policy reaches.
        #expect(distances.contains { $0 > 0 })
    }

    @Test("One episode has no standard error, and the limit is no end of its own")
    func single() throws {
        var environment = Taxi.standardEnvironment()
        let score = try environment.score(episodes: 1, seed: 1) { _ in 0 }
        #expect(score.standardError == nil && score.terminatedRate == 0)
        #expect(score.meanReturn == -200 && score.meanLength == 200)
    }

    @Test("The same seed gives the same episodes")
    func seeds() throws {
        var environment = CartPole.standardEnvironment()
        let first = try environment.score(episodes: 5, seed: 3) { $0.z > 0 ? 1 : 0 }
        #expect(try environment.score(episodes: 5, seed: 3) { $0.z > 0 ? 1 : 0 } == first)
        #expect(first.meanReturn == first.meanLength)
    }
}
