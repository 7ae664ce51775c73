import FoundationEssentials
import HeadroomEnvironments
import HeadroomReinforcement
import HeadroomTorch
import TestSupport
import Testing

/// Environment with one state, one action and a constant reward of 1, truncated or terminated after every step.
///
/// Its value is 1 / (1 - discount) with truncation, and 1 with termination.
private struct EndlessReward: RestorableEnvironment {
    let isTerminal: Bool
    let actionCount = 1
    var steps = 0

    mutating func reset(seed: UInt64?) -> Int { 0 }

    mutating func step(_ action: Int) throws(EnvironmentError) -> Step<Int> {
        steps += 1
        return Step(observation: 0, reward: 1, terminated: isTerminal, truncated: true)
    }

    var snapshot: Int { steps }
    mutating func restore(_ snapshot: Int) { steps = snapshot }
}

/// Row of rooms with a reward in the last: left and right move to the next state.
private struct Corridor: MarkovDecisionProcess {
    let stateCount = 6
    let actionCount = 2
    var initialDistribution: [Double] { [1, 0, 0, 0, 0, 0] }

    func transitions(from state: Int, action: Int) -> [Transition] {
        let next = action == 1 ? min(state + 1, 5) : max(state - 1, 0)
        return [Transition(probability: 1, nextState: next, reward: next == 5 ? 1 : -0.1, isTerminal: next == 5)]
    }
}

private func settings(_ change: (inout DeepQSettings) -> Void = { _ in }) -> DeepQSettings {
    var settings = DeepQSettings()
    settings.hidden = [16]
    settings.batchSize = 16
    settings.replayCapacity = 200
    settings.learningStarts = 32
    settings.stepsPerUpdate = 2
    settings.learningRate = 5e-3
    settings.target = .copy(every: 50)
    settings.exploration = .linear(from: 1, to: 0.05, steps: 500)
    change(&settings)
    return settings
}

private func corridor(
    _ settings: DeepQSettings,
    seed: UInt64 = 5
) throws -> DeepQLearning<TimeLimit<TableEnvironment<Corridor>>> {
    let environment = try TimeLimit(TableEnvironment(Corridor()), maximumSteps: 30)
    return try DeepQLearning(settings, in: environment, input: .embedding(states: 6), seed: seed)
}

private func state(of learning: DeepQLearning<TimeLimit<TableEnvironment<Corridor>>>) throws -> [[Float]] {
    try (learning.agent.network.state + learning.agent.target.state + learning.agent.optimizer.state)
        .map { try $0.tensor.floats() }
}

extension DeepQTests {
    @Test(
        "A limit that cuts off is no end: the value beyond it is learned, and none beyond an end",
        arguments: [true, false]
    )
    func truncation(isTerminal: Bool) throws {
        let settings = settings {
            $0.discount = 0.8
            $0.hidden = []
            $0.target = .copy(every: 20)
            $0.learningRate = 0.05
        }
        var learning = try DeepQLearning(
            settings,
            in: EndlessReward(isTerminal: isTerminal),
            input: .oneHot(states: 1),
            seed: 1
        )
        for _ in 0..<4_000 { try learning.advance() }
        let value = try learning.agent.values([0]).floats()[0]
        #expect(abs(value - (isTerminal ? 1 : 5)) < 0.05)
    }

    @Test(
        "A corridor is learned, with every variant",
        arguments: ["plain", "double", "dueling", "n-step", "prioritized", "soft"]
    )
    func variants(name: String) throws {
        var learning = try corridor(
            settings {
                $0.isDouble = name == "double"
                $0.isDueling = name == "dueling"
                if name == "n-step" { $0.returnSteps = 3 }
                if name == "prioritized" { $0.replay = .prioritized(steps: 2_000) }
                if name == "soft" { $0.target = .soft(share: 0.02) }
                $0.maximumGradientNorm = 10
            }
        )
        for _ in 0..<2_000 { try learning.advance() }
        #expect(try learning.agent.bestActions(Array(0..<5)) == [1, 1, 1, 1, 1])
        #expect(learning.counters.updates == (2_000 - 32) / 2)
        #expect(learning.counters.samples == 16 * learning.counters.updates)
    }

    /// Continuous observations, positive rewards: nothing is specific to the taxi.
    @Test("A pole is balanced longer than by chance")
    func cartPole() throws {
        var learning = try DeepQLearning(
            settings {
                $0.hidden = [64, 64]
                $0.batchSize = 64
                $0.replayCapacity = 10_000
                $0.learningStarts = 500
                $0.learningRate = 1e-3
                $0.discount = 0.99
                $0.target = .copy(every: 200)
                $0.exploration = .linear(from: 1, to: 0.05, steps: 5_000)
            },
            in: CartPole.standardEnvironment(),
            input: .numbers(4),
            seed: 2
        )
        var returns: [Double] = []
        while learning.counters.environmentSteps < 15_000 {
            if let episode = try learning.act() { returns.append(episode.totalReward) }
            if learning.isUpdateDue { try learning.learn() }
        }
        // At random a pole is balanced for 22 steps.
        let latest = returns.suffix(20)
        #expect(latest.reduce(0, +) / Double(latest.count) > 100)
    }

    @Test("With a learning rate of 0 nothing changes")
    func nothingLearned() throws {
        var learning = try corridor(settings { $0.learningRate = 0 })
        let before = try learning.agent.network.state.map { try $0.tensor.floats() }
        for _ in 0..<300 { try learning.advance() }
        #expect(try learning.agent.network.state.map { try $0.tensor.floats() } == before)
    }

    @Test("A resumed training goes on to the bit", arguments: [false, true])
    func resume(isPrioritized: Bool) throws {
        let settings = settings {
            $0.returnSteps = 3
            if isPrioritized { $0.replay = .prioritized(steps: 1_000) }
        }
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("corridor.safetensors").path
        var whole = try corridor(settings)
        // More than the memory's capacity, and within an episode.
        for _ in 0..<333 { try whole.advance() }
        try whole.save(to: path, environment: "corridor", notes: ["by": "test"])
        for _ in 0..<333 { try whole.advance() }

        let checkpoint = try DeepQCheckpoint(path: path)
        var resumed = try corridor(checkpoint.settings, seed: 99)
        try resumed.restore(checkpoint)
        for _ in 0..<333 { try resumed.advance() }
        #expect(resumed.counters == whole.counters)
        #expect(try state(of: resumed) == state(of: whole))
        #expect(checkpoint.notes == ["by": "test"])
        #expect(checkpoint.environmentSteps == 333)
    }

    @Test("The same seed gives the same training, another seed another one")
    func seeds() throws {
        var trainings = try [5, 5, 6].map { try corridor(settings(), seed: $0) }
        for index in trainings.indices { for _ in 0..<200 { try trainings[index].advance() } }
        #expect(try state(of: trainings[0]) == state(of: trainings[1]))
        #expect(try state(of: trainings[0]) != state(of: trainings[2]))
    }

    @Test("A checkpoint of another environment, version or setting is refused, and so is half of one")
    func refusals() throws {
        let folder = FileManager.default.temporaryDirectory.path
        let path = "\(folder)/refused.safetensors"
        var learning = try corridor(settings())
        for _ in 0..<100 { try learning.advance() }
        try learning.save(to: path, environment: "corridor")
        let checkpoint = try DeepQCheckpoint(path: path)
        let elsewhere = #expect(throws: CheckpointError.self) { try checkpoint.require(environment: "taxi-v4") }
        #expect(elsewhere?.description.contains("corridor") == true)
        var other = try corridor(settings { $0.hidden = [8] })
        #expect(throws: CheckpointError.self) { try other.restore(checkpoint) }

        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: path))
        #expect(throws: TorchError.self) { try DeepQCheckpoint(path: path) }

        let file = NamedTensor("x", try .zeros([1]))
        try StateFile.save([file], metadata: ["format": "headroom.deep-q/9"], to: path)
        let version = #expect(throws: CheckpointError.self) { try DeepQCheckpoint(path: path) }
        #expect(version?.description.contains("headroom.deep-q/9") == true)
        try StateFile.save([file], to: path)
        #expect(throws: CheckpointError.self) { try DeepQCheckpoint(path: path) }
    }
}

@Suite struct SettingTests {
    @Test("What is out of its range is refused, with the range")
    func ranges() throws {
        let changes: [(String, (inout DeepQSettings) -> Void)] = [
            ("batchSize", { $0.batchSize = 0 }), ("replayCapacity", { $0.replayCapacity = 100 }),
            ("learningRate", { $0.learningRate = -1 }), ("learningRate", { $0.learningRate = .nan }),
            ("discount", { $0.discount = 1.5 }), ("learningStarts", { $0.learningStarts = -1 }),
            ("stepsPerUpdate", { $0.stepsPerUpdate = 0 }), ("returnSteps", { $0.returnSteps = 0 }),
            ("huberDelta", { $0.huberDelta = 0 }), ("hidden", { $0.hidden = [0] }),
            ("maximumGradientNorm", { $0.maximumGradientNorm = 0 }), ("target.every", { $0.target = .copy(every: 0) }),
            ("target.share", { $0.target = .soft(share: 2) }), ("replay.alpha", { $0.replay = .prioritized(alpha: 2) }),
            ("exploration", { $0.exploration = .constant(2) }),
            ("exploration", { $0.exploration = .linear(from: 1, to: .nan, steps: 5) }),
        ]
        try DeepQSettings().check()
        for (name, change) in changes {
            var settings = DeepQSettings()
            change(&settings)
            let error = #expect(throws: SettingError.self) { try settings.check() }
            #expect(error?.name == name)
        }
    }

    @Test("An epsilon that never explores is refused")
    func neverExplores() {
        var settings = DeepQSettings()
        settings.exploration = .linear(from: 0, to: 0, steps: 100)
        #expect(throws: SettingError.self) { try settings.check() }
        settings.exploration = .constant(0)
        #expect(throws: SettingError.self) { try settings.check() }
    }
}
