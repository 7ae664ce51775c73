import FoundationEssentials
import HeadroomEnvironments
import HeadroomReinforcement
import HeadroomTaxi
import HeadroomTorch
import HeadroomTraining
import TestSupport
import Testing

private func deep(_ steps: Int?, seed: UInt64 = 0, _ change: (inout DeepTaxi.Options) -> Void = { _ in })
    -> DeepTaxi.Options
{
    var options = DeepTaxi.Options()
    options.taxi.seed = seed
    options.taxi.limits.environmentSteps = steps
    options.taxi.evaluateEvery = 250
    change(&options)
    return options
}

private func temporary(_ name: String) -> String {
    FileManager.default.temporaryDirectory.appendingPathComponent("\(name)-\(UInt64.random(in: 0 ... .max))").path
}

@Suite(.serialized, .enabled(if: Needs.engine != nil || !Needs.mayRunWithoutEngine))
struct TaxiTrainingTests {
    init() throws {
        try Engine.load(library: try #require(Needs.engine, "HEADROOM_ENGINE is not set: run ./test"))
    }

    @Test("A network learns to drive as well as anybody can", arguments: [0, 1] as [UInt64])
    func deepOptimum(seed: UInt64) throws {
        let record = try DeepTaxi.train(deep(120_000, seed: seed))
        #expect(record.isOptimal)
        #expect(record.best?.score.successRate == 1)
        #expect(abs((record.best?.score.meanReturn ?? 0) - 7.93) < 1e-12)
    }

    @Test("No lesson is ever above the best that there is")
    func neverAbove() throws {
        let record = try DeepTaxi.train(deep(120_000, seed: 2))
        for evaluation in record.evaluations {
            #expect(evaluation.score.meanReturn <= record.evaluator.best.meanReturn + 1e-9)
        }
    }

    @Test("Without learning, and without updates, it drives as it did at first")
    func nothingLearned() throws {
        let still = try DeepTaxi.train(deep(6_000) { $0.settings.learningRate = 0 })
        #expect(Set(still.evaluations.map(\.score.meanReturn)).count == 1)
        #expect(!still.isOptimal)
        let untrained = try DeepTaxi.train(deep(900))
        #expect(untrained.best?.updates == 0)
        #expect((untrained.best?.score.successRate ?? 1) < 0.2)
    }

    @Test("Rewards that belong to other steps teach nothing of use")
    func shuffledRewards() throws {
        let taxi = Taxi()
        let evaluator = try TaxiEvaluator(TaxiVariant())
        var learning = try DeepQLearning(
            DeepQSettings(),
            in: ShuffledRewards(Taxi.standardEnvironment()),
            input: .embedding(states: taxi.stateCount),
            seed: 0
        )
        for _ in 0..<40_000 { try learning.advance() }
        let score = try evaluator.score(try learning.agent.bestActions(Array(0..<taxi.stateCount)))
        #expect(score.successRate < 0.5)
    }

    @Test("A resumed training ends with the same weights and the same lessons", arguments: [false, true])
    func resume(isFickle: Bool) throws {
        let (half, whole, resumed) = (temporary("half"), temporary("whole"), temporary("resumed"))
        defer { for path in [half, whole, resumed] { try? FileManager.default.removeItem(atPath: path) } }
        func options(_ steps: Int, to path: String, from start: String? = nil) -> DeepTaxi.Options {
            deep(steps) {
                $0.taxi.variant.isFickle = isFickle
                $0.taxi.checkpoint = path
                $0.taxi.resume = start
                $0.settings.returnSteps = 2
                if isFickle { $0.settings.replay = .prioritized() }
            }
        }
        _ = try DeepTaxi.train(options(3_000, to: half))
        let straight = try DeepTaxi.train(options(6_000, to: whole))
        let later = try DeepTaxi.train(options(6_000, to: resumed, from: half))
        #expect(later.evaluations.map(\.environmentSteps) == straight.evaluations.map(\.environmentSteps))
        #expect(later.evaluations.map(\.score) == straight.evaluations.map(\.score))
        let files = try [whole, resumed].map { try StateFile.load(from: $0).tensors }
        #expect(files[0].map(\.name) == files[1].map(\.name))
        for (first, second) in zip(files[0], files[1]) {
            #expect(try first.tensor.doubles() == second.tensor.doubles(), "\(first.name)")
        }
    }

    @Test("A table learns to drive as well as anybody can, by every rule", arguments: TabularAlgorithm.allCases)
    func tables(rule: TabularAlgorithm) throws {
        var options = TabularTaxi.Options()
        options.settings = .dryTaxi(rule)
        options.taxi.evaluateEvery = 1_000
        options.taxi.limits.environmentSteps = 2_000_000
        options.taxi.checkpoint = temporary("table")
        defer { options.taxi.checkpoint.map { try? FileManager.default.removeItem(atPath: $0) } }
        let record = try TabularTaxi.train(options)
        #expect(record.isOptimal)
        let policy = try TaxiPolicy(path: try #require(options.taxi.checkpoint))
        #expect(policy.actions == record.bestActions)
        #expect(try TaxiEpisode(policy, seed: 3).isDelivered)
    }

    @Test("A checkpoint of something else is refused, in words")
    func refusals() throws {
        let path = temporary("other")
        defer { try? FileManager.default.removeItem(atPath: path) }
        let tensors = [NamedTensor("x", try .zeros([1]))]
        try StateFile.save(tensors, metadata: ["workload": "digits"], to: path)
        let none = #expect(throws: WorkloadError.self) { try TaxiPolicy(path: path) }
        #expect(none?.description.contains("names no environment") == true)
        try StateFile.save(tensors, metadata: ["environment": "cartpole"], to: path)
        let cart = #expect(throws: WorkloadError.self) { try TaxiPolicy(path: path) }
        #expect(cart?.description.contains("cartpole") == true)
        try StateFile.save(tensors, metadata: ["environment": "taxi-v4"], to: path)
        #expect(throws: WorkloadError.self) { try TaxiPolicy(path: path) }

        _ = try DeepTaxi.train(deep(1_200) { $0.taxi.checkpoint = path })
        #expect(throws: CheckpointError.self) {
            try DeepTaxi.train(
                deep(2_000) {
                    $0.taxi.resume = path; $0.taxi.variant.isRainy = true
                }
            )
        }
        #expect(throws: CheckpointError.self) {
            try DeepTaxi.train(
                deep(2_000) {
                    $0.taxi.resume = path; $0.settings.hidden = [64]
                }
            )
        }
        #expect(throws: WorkloadError.self) {
            try DeepTaxi.train(
                deep(2_000) {
                    $0.taxi.resume = path; $0.encoding = .oneHot
                }
            )
        }
    }
}

/// Environment whose reward for every step is that of a recent earlier one: correct values, but uninformative.
private struct ShuffledRewards<Base: Environment>: Environment {
    private var base: Base
    private var kept: [Double] = []
    private var generator = PCG64(seed: 1)

    init(_ base: Base) { self.base = base }

    var actionCount: Int { base.actionCount }
    var actionMask: [Bool] { base.actionMask }

    mutating func reset(seed: UInt64?) -> Base.Observation { base.reset(seed: seed) }

    mutating func step(_ action: Int) throws(EnvironmentError) -> Step<Base.Observation> {
        var step = try base.step(action)
        kept.append(step.reward)
        if kept.count > 200 { kept.removeFirst() }
        step.reward = kept[generator.integer(below: kept.count)]
        return step
    }
}

@Suite struct TaxiEvaluatorTests {
    @Test(
        "The best and the random score are the exact ones of each variant",
        arguments: [
            ("taxi-v4", 7.93), ("taxi-v3", 7.93), ("taxi-v4 rainy", 3.954574516550818),
            ("taxi-v3 rainy", 4.434883962994653), ("taxi-v4 fickle", 8.38),
            // Computed by value iteration over the rules in NumPy, with separate tables; 4.5689 is for a policy that
            // ignores changes of destination.
            ("taxi-v4 rainy fickle", 4.5756), ("taxi-v3 rainy fickle", 5.0360),
        ]
    )
    func scores(name: String, best: Double) throws {
        let variant = try #require(TaxiVariant(name: name))
        #expect(variant.name == name)
        let evaluator = try TaxiEvaluator(variant)
        // Within 200 steps a taxi in the rain may not have arrived yet.
        #expect(abs(evaluator.best.meanReturn - best) < (variant.isRainy && variant.isFickle ? 5e-5 : 1e-6))
        if !variant.isRainy, !variant.isFickle { #expect(abs(evaluator.random.meanReturn + 771.0909994496624) < 1e-6) }
    }

    /// At (0, 4) with a passenger just picked up for (0, 0) or (4, 0) going south at once hedges against a change.
    @Test("A driver who hedges scores more than one who takes the passenger for firm, and no more than the best")
    func hedging() throws {
        let evaluator = try TaxiEvaluator(try #require(TaxiVariant(name: "taxi-v4 rainy fickle")))
        let taxi = Taxi(isRainy: true)
        guard case .deterministic(var actions) = try Optimum(of: TransitionTable(taxi), within: 200).values.policy
        else {
            Issue.record("the optimum is a table of actions")
            return
        }
        let asIfFirm = try evaluator.score(actions)
        for destination in [0, 2] {
            let state = taxi.encode(TaxiState(row: 0, column: 4, passenger: 4, destination: destination))
            actions[state] = 0
        }
        let hedged = try evaluator.score(actions)
        #expect(abs(asIfFirm.meanReturn - 4.5689) < 5e-5)
        #expect(hedged.meanReturn > asIfFirm.meanReturn + 1e-4 && hedged.meanReturn <= evaluator.best.meanReturn + 1e-9)
        #expect(evaluator.mayNeedMemory && !evaluator.isOptimal(asIfFirm) && !evaluator.isOptimal(hedged))
    }

    @Test("A name that is none is no variant", arguments: ["taxi", "taxi-v5", "cartpole", "taxi-v4 sunny"])
    func names(name: String) { #expect(TaxiVariant(name: name) == nil) }

    @Test("A memory that would never fit is refused, with the most that would")
    func memory() throws {
        var settings = DeepQSettings()
        try DeepTaxi.requireMemory(for: settings, available: 1 << 30)
        settings.replayCapacity = 1_000_000_000
        let error = #expect(throws: WorkloadError.self) {
            try DeepTaxi.requireMemory(for: settings, available: 1 << 30)
        }
        #expect(error?.description.contains("--replay-capacity can be at most 38347922") == true)
    }
}
