package import HeadroomEnvironments
import HeadroomTorch
import HeadroomTraining

/// A trained policy of the taxi, one action for each state, from any checkpoint of a taxi.
package struct TaxiPolicy: Sendable {
    private static let tableFormat = "headroom.q-table/1"

    package let variant: TaxiVariant
    /// The action in each state, `[states]`.
    package let actions: [Int]

    /// Makes a policy from its actions.
    package init(variant: TaxiVariant, actions: [Int]) {
        self.variant = variant
        self.actions = actions
    }

    /// Reads the checkpoint of a network or a table.
    package init(path: String) throws {
        let file = try StateFile.load(from: path)
        guard let name = file.metadata["environment"] else {
            throw WorkloadError(.usage, "\(path) is not a checkpoint of a taxi: it names no environment")
        }
        guard let variant = TaxiVariant(name: name) else {
            throw WorkloadError(.usage, "\(path) is a checkpoint of a training in \(name), and not of a taxi")
        }
        let tensor = file.tensors.first { $0.name == "best.actions" }?.tensor
        let actions = try tensor?.int64s().map { Int($0) } ?? []
        let taxi = variant.taxi
        guard actions.count == taxi.stateCount, actions.allSatisfy({ (0..<taxi.actionCount).contains($0) }) else {
            throw WorkloadError(
                .usage,
                "\(path) says nothing of what to do in the \(taxi.stateCount) states of a taxi; was it written by headroom?"
            )
        }
        self.variant = variant
        self.actions = actions
    }

    /// The mean results of sampled episodes, an estimate in addition to the exact score.
    package func sampledScore(episodes: Int, seed: UInt64) throws -> SampledScore {
        var environment = variant.environment
        return try environment.score(episodes: episodes, seed: seed) { actions[$0] }
    }

    /// Writes a checkpoint of a table of action values and of the best policy of its training.
    static func save(
        _ table: ActionValueTable,
        _ record: TaxiTrainingRecord,
        _ options: TabularTaxi.Options,
        to path: String
    ) throws {
        try StateFile.save(
            [
                NamedTensor("values", try Tensor(table.values, shape: [table.stateCount, table.actionCount])),
                NamedTensor("best.actions", try Tensor(record.bestActions, shape: [table.stateCount])),
            ],
            metadata: [
                "format": tableFormat,
                "environment": options.taxi.variant.name,
                "algorithm": options.settings.algorithm.rawValue,
            ],
            to: path
        )
    }
}

/// An episode of a policy, from one start state.
package struct TaxiEpisode: Sendable {
    /// A state, the action taken in it, and its reward.
    package struct Step: Sendable {
        package var state: TaxiState
        /// nil at the end of the episode.
        package var action: TaxiAction?
        package var reward: Double
        /// The return so far, including this reward.
        package var totalReward: Double
    }

    package let steps: [Step]
    /// Whether the passenger was delivered.
    package let isDelivered: Bool

    /// Runs an episode from a start state drawn with the seed.
    package init(_ policy: TaxiPolicy, seed: UInt64) throws(EnvironmentError) {
        let taxi = policy.variant.taxi
        var environment = policy.variant.environment
        var number = environment.reset(seed: seed)
        var steps: [Step] = []
        var total = 0.0
        var isDelivered = false
        while true {
            let step = try environment.step(policy.actions[number])
            total += step.reward
            steps.append(
                Step(
                    state: taxi.decode(number),
                    action: TaxiAction(rawValue: policy.actions[number]),
                    reward: step.reward,
                    totalReward: total
                )
            )
            number = step.observation
            isDelivered = step.terminated
            if step.ended { break }
        }
        steps.append(Step(state: taxi.decode(number), action: nil, reward: 0, totalReward: total))
        self.steps = steps
        self.isDelivered = isDelivered
    }
}
