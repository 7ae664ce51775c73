import HeadroomEnvironments
import HeadroomReinforcement
import HeadroomTorch
import TestSupport
import Testing

/// Tests that need the engine, run serially: seeds and threads belong to the process.
@Suite(.serialized, .enabled(if: Needs.engine != nil || !Needs.mayRunWithoutEngine))
struct DeepQTests {
    init() throws {
        try Engine.load(library: try #require(Needs.engine, "HEADROOM_ENGINE is not set: run ./test"))
        try Engine.setThreads(1)
        try Engine.seed(7)
    }
}

/// Network without hidden layers over one-hot features: its initial output for state `s` is row `s`.
private func agent(
    _ rows: [[Float]],
    target: [[Float]]? = nil,
    _ change: (inout DeepQSettings) -> Void = { _ in }
) throws -> DeepQAgent<Int> {
    var settings = DeepQSettings()
    settings.hidden = []
    settings.isDouble = false
    change(&settings)
    let agent = try DeepQAgent<Int>(settings, input: .oneHot(states: rows.count), actions: rows[0].count)
    try set(agent.network, rows)
    try set(agent.target, target ?? rows)
    return agent
}

/// The weight of a linear layer has the shape `[actions, states]`.
private func set(_ network: any Layer, _ rows: [[Float]]) throws {
    let columns = rows[0].indices.flatMap { action in rows.map { $0[action] } }
    try network.load(
        network.state.map { entry in
            entry.name.hasSuffix("weight")
                ? NamedTensor(entry.name, try Tensor(columns, shape: [rows[0].count, rows.count]))
                : NamedTensor(entry.name, try .zeros(entry.tensor.shape))
        }
    )
}

private func batch(_ experiences: Experience<Int>...) -> ExperienceBatch<Int> {
    var batch = ExperienceBatch<Int>()
    for experience in experiences { batch.append(experience) }
    return batch
}

private func bytes(_ tensors: [NamedTensor]) throws -> [[Float]] { try tensors.map { try $0.tensor.floats() } }

extension DeepQTests {
    @Test("The target is the return and the discounted best value of the target network")
    func plainTarget() throws {
        let agent = try agent([[0, 0], [9, 9]], target: [[0, 0], [3, 5]])
        let batch = batch(
            .init(observation: 0, action: 0, discountedReturn: 1, next: 1, discount: 0.9),
            .init(observation: 0, action: 1, discountedReturn: 2, next: 1, discount: 0)
        )
        #expect(try agent.targets(of: batch).floats() == [1 + 0.9 * 5, 2])
    }

    @Test("Double: the learning network chooses, the target network says what it is worth")
    func doubleTarget() throws {
        let rows: ([[Float]], [[Float]]) = ([[0, 0], [2, 1]], [[0, 0], [3, 5]])
        let batch = batch(.init(observation: 0, action: 0, discountedReturn: 1, next: 1, discount: 0.5))
        let plain = try agent(rows.0, target: rows.1)
        let double = try agent(rows.0, target: rows.1) { $0.isDouble = true }
        #expect(try plain.targets(of: batch).floats() == [3.5])
        #expect(try double.targets(of: batch).floats() == [2.5])
    }

    @Test("The loss is Huber's of the two errors, averaged, and only the actions taken are learned")
    func loss() throws {
        let agent = try agent([[1, 7], [0, 7]]) { $0.learningRate = 0.01 }
        let batch = batch(
            .init(observation: 0, action: 0, discountedReturn: 1.5, next: 1, discount: 0),
            .init(observation: 1, action: 0, discountedReturn: 4, next: 1, discount: 0)
        )
        // Errors of 0.5 and 4: 0.5^2 / 2 and 4 - 1/2.
        let update = try agent.learn(from: batch)
        #expect(abs(try update.loss.item() - (0.125 + 3.5) / 2) < 1e-6)
        let values = try agent.values([0, 1]).floats()
        #expect(values[0] > 1 && values[2] > 0)
        #expect(values[1] == 7 && values[3] == 7)
    }

    @Test("Weights scale the losses of their samples, and the errors come back for the priorities")
    func weights() throws {
        let agent = try agent([[0, 0], [0, 0]])
        let batch = batch(
            .init(observation: 0, action: 0, discountedReturn: 0.5, next: 1, discount: 0),
            .init(observation: 1, action: 0, discountedReturn: -1, next: 1, discount: 0)
        )
        let update = try agent.learn(from: batch, weights: [1, 0.5])
        #expect(abs(try update.loss.item() - (0.125 + 0.25) / 2) < 1e-6)
        #expect(update.errors == [0.5, -1])
    }

    @Test("The target network stands still between copies, and is the same after one")
    func frozenTarget() throws {
        let agent = try agent([[1, 2], [3, 4]])
        let before = try bytes(agent.target.state)
        let batch = batch(.init(observation: 0, action: 0, discountedReturn: 9, next: 1, discount: 0.9))
        for _ in 0..<5 { _ = try agent.learn(from: batch) }
        #expect(try bytes(agent.target.state) == before)
        #expect(try bytes(agent.network.state) != before)
        try agent.copyToTarget()
        #expect(try bytes(agent.target.state) == bytes(agent.network.state))
    }

    @Test("A soft target goes its share of the way at every update")
    func softTarget() throws {
        let agent = try agent([[1, 2], [3, 4]], target: [[0, 0], [0, 0]]) { $0.target = .soft(share: 0.25) }
        let batch = batch(.init(observation: 0, action: 0, discountedReturn: 1, next: 1, discount: 0))
        _ = try agent.learn(from: batch)
        for (target, network) in zip(
            try agent.target.state[0].tensor.floats(),
            try agent.network.state[0].tensor.floats()
        ) {
            #expect(abs(target - 0.25 * network) < 1e-6)
        }
    }

    @Test("Dueling: the values are the state's and what an action has over the mean of all")
    func dueling() throws {
        let head = try DuelingHead(1, 3)
        try head.load([
            NamedTensor("value.weight", try Tensor([Float(2)], shape: [1, 1])),
            NamedTensor("value.bias", try Tensor([Float(1)], shape: [1])),
            NamedTensor("advantage.weight", try Tensor([Float(1), 2, 6], shape: [3, 1])),
            NamedTensor("advantage.bias", try .zeros([3])),
        ])
        #expect(try head(Tensor([Float(1), 2], shape: [2, 1])).floats() == [1, 2, 6, 1, 3, 11])
    }

    @Test("Masked actions are neither taken nor counted as the best of a next state")
    func masks() throws {
        var settings = DeepQSettings()
        settings.hidden = []
        settings.masksActions = true
        let agent = try DeepQAgent<Int>(
            settings,
            input: .oneHot(states: 2),
            actions: 2,
            validActions: [[true, false], [false, false]]
        )
        try set(agent.network, [[1, 5], [2, 3]])
        try agent.copyToTarget()
        #expect(try agent.bestActions([0]) == [0])
        let batch = batch(
            .init(observation: 0, action: 0, discountedReturn: 0, next: 0, discount: 1),
            .init(observation: 0, action: 0, discountedReturn: 4, next: 1, discount: 0)
        )
        #expect(try agent.targets(of: batch).floats() == [1, 4])
    }

    @Test("Equal values: the lowest action")
    func ties() throws {
        #expect(try agent([[1, 1, 1], [0, 2, 2]]).bestActions([0, 1]) == [0, 1])
    }

    @Test("One-hot and embedding are the same function of the same weights")
    func encodings() throws {
        let oneHot = try QNetwork.make(.oneHot(states: 5), hidden: [4], actions: 3, isDueling: false)
        let embedding = try QNetwork.make(.embedding(states: 5), hidden: [4], actions: 3, isDueling: false)
        let weights = oneHot.parameters
        try embedding.load([
            NamedTensor("0.weight", try weights[0].tensor.detach().transpose(0, 1)),
            NamedTensor("0.bias", weights[1].tensor), NamedTensor("2.weight", weights[2].tensor),
            NamedTensor("2.bias", weights[3].tensor),
        ])
        let states = try Tensor([0, 3, 4, 1, 2], shape: [5])
        let difference = try (oneHot(states) - embedding(states)).absolute().maximum().item()
        #expect(difference < 1e-6)
    }
}
