import HeadroomEnvironments
import Testing

/// Taxi with shuffled rewards: each is that of a step drawn from all previous ones.
private struct ShuffledRewards: Environment {
    var base = Taxi.standardEnvironment()
    var rewards: [Double] = []
    var random = PCG64(seed: 99)

    var actionCount: Int { base.actionCount }
    mutating func reset(seed: UInt64?) -> Int { base.reset(seed: seed) }
    mutating func step(_ action: Int) throws(EnvironmentError) -> Step<Int> {
        var step = try base.step(action)
        rewards.append(step.reward)
        step.reward = rewards[random.integer(below: rewards.count)]
        return step
    }
}

@Suite struct TabularTaxiTests {
    private let study: TabularStudy

    init() throws { study = try TabularStudy(Taxi(), maximumSteps: Taxi.maximumSteps) }

    /// Every algorithm finds the exact optimum with any seed, and stops there.
    @Test(arguments: TabularAlgorithm.allCases) func reachesTheOptimum(algorithm: TabularAlgorithm) throws {
        for seed in 0..<20 as Range<UInt64> {
            let result = try study.train(
                in: Taxi.standardEnvironment(),
                settings: .dryTaxi(algorithm, seed: seed),
                evaluationInterval: 20
            )
            // Named, so that a failure does not print thousands of values.
            let (score, isOptimal) = (result.bestScore, result.isOptimal)
            #expect(isOptimal, "seed \(seed)")
            #expect(score.meanReturn == 7.93)
            #expect(score.successRate == 1)
            let again = try study.score(result.bestTable)
            #expect(again == score)
            let (steps, last) = (result.bestStep, result.evaluations.last?.step)
            #expect(last == steps)
            let earlierBest = result.evaluations.dropLast().map(\.score.meanReturn).max() ?? -.infinity
            #expect(earlierBest < 7.93)
        }
    }

    /// Without learning there is no solution: no learning rate, shuffled rewards, no time.
    @Test func whatDoesNotLearnDoesNotSolveIt() throws {
        var settings = TabularSettings.dryTaxi()
        settings.learningRate = .constant(0)
        let idle = try study.train(in: Taxi.standardEnvironment(), settings: settings, maximumEpisodes: 500)
        #expect(!idle.isOptimal)
        #expect(idle.bestScore.successRate == 0)
        settings = .dryTaxi()
        settings.learningRate = .constant(0.1)
        let shuffled = try study.train(in: ShuffledRewards(), settings: settings, maximumEpisodes: 2000)
        #expect(!shuffled.isOptimal)
        #expect(shuffled.bestScore.meanReturn < -100)
        let untrained = try study.train(in: Taxi.standardEnvironment(), settings: .dryTaxi(), maximumEpisodes: 0)
        #expect(!untrained.isOptimal)
        #expect(untrained.bestScore.meanReturn == -200)
        #expect(untrained.evaluations.isEmpty)
    }

    /// The best table is kept if the last one is worse: in the rain, where a high learning rate does not converge.
    @Test func bestTableIsKept() throws {
        let settings = TabularSettings(learningRate: .constant(0.5), discount: 1, seed: 2)
        let study = try TabularStudy(Taxi(isRainy: true), maximumSteps: Taxi.maximumSteps)
        let environment = Taxi.standardEnvironment(Taxi(isRainy: true))
        var best = -Double.infinity
        let result = try study.train(in: environment, settings: settings, maximumEpisodes: 3000) {
            best = max(best, $0.score.meanReturn)
            return $0.episode < 1000 || $0.score.meanReturn == best
        }
        let last = try #require(result.evaluations.last)
        #expect(last.score.meanReturn < best, "a seed whose table does not get worse again")
        #expect(result.bestScore.meanReturn == best)
        #expect(try study.score(result.bestTable).meanReturn == best)
    }

    /// Another process and another step limit: nothing is specific to the taxi.
    @Test func frozenLakeIsLearned() throws {
        let lake = FrozenLake(isSlippery: false)
        let study = try TabularStudy(lake, maximumSteps: 100)
        let result = try study.train(
            in: TimeLimit(TableEnvironment(lake), maximumSteps: 100),
            settings: TabularSettings(epsilon: .constant(0.3), seed: 3)
        )
        #expect(result.isOptimal)
        #expect(result.bestScore.meanReturn == 1)
        #expect(throws: TabularError.self) {
            try study.train(
                in: TimeLimit(TableEnvironment(lake), maximumSteps: 100),
                settings: TabularSettings(epsilon: .constant(0))
            )
        }
    }
}
