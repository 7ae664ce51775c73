public import HeadroomTorch

/// A network of action values (deep Q-network) with its target network and optimizer.
///
/// Mnih et al. 2015, "Human-level control through deep reinforcement learning".
public final class DeepQAgent<Observation: TensorObservation> {
    /// The online network, which is trained.
    public let network: any Layer
    /// The target network, a delayed copy of the online network.
    public let target: any Layer
    /// The Adam optimizer.
    public let optimizer: any Optimizer

    private let settings: DeepQSettings
    private let device: Device
    /// 0 where an action is valid in a state, otherwise minus infinity: `[states, actions]`.
    private let penalties: Tensor?

    /// The results of an update.
    public struct Update {
        /// The mean loss of the batch before the update, on the device; reading it synchronizes.
        public let loss: Tensor
        /// The temporal difference errors (target minus prediction), `[batch]`; nil unless replay is prioritized.
        public let errors: [Float]?
    }

    /// Makes an agent with new weights.
    ///
    /// - Parameters:
    ///   - validActions: whether each action is valid in each state, `[states][actions]`, for settings that mask
    ///   actions.
    public init(
        _ settings: DeepQSettings,
        input: QNetwork.Input,
        actions: Int,
        validActions: [[Bool]]? = nil,
        device: Device = .cpu
    ) throws(TorchError) {
        self.settings = settings
        self.device = device
        func make() throws(TorchError) -> Sequential {
            let network = try QNetwork.make(
                input,
                hidden: settings.hidden,
                actions: actions,
                isDueling: settings.isDueling
            )
            try network.move(to: device)
            return network
        }
        network = try make()
        target = try make()
        for entry in target.parameters { try entry.tensor.requiresGradient(false) }
        optimizer = try Adam(network.parameters, learningRate: settings.learningRate)
        if settings.masksActions, let validActions {
            // A state without valid actions is terminal: its value has no effect, but must be finite.
            let rows = validActions.map { row in row.map { $0 || !row.contains(true) ? Float(0) : -.infinity } }
            penalties = try Tensor(rows.flatMap { $0 }, shape: [rows.count, actions], device: device)
        } else {
            penalties = nil
        }
        try copyToTarget()
    }

    /// The values of all actions, `[batch, actions]`; minus infinity for masked actions.
    public func values(_ observations: [Observation]) throws(TorchError) -> Tensor {
        try withoutGradients { () throws(TorchError) in
            let tensor = try Observation.tensor(observations, device: device)
            return try masked(network(tensor), tensor)
        }
    }

    /// The greedy action for each observation, the lowest index among equal ones.
    public func bestActions(_ observations: [Observation]) throws(TorchError) -> [Int] {
        try values(observations).argmax(dimension: 1).int64s().map { Int($0) }
    }

    /// Makes one optimizer step towards the target `return + discount * value(next)`.
    ///
    /// - Parameters:
    ///   - weights: the weights of the losses, `[batch]`; nil for equal weights.
    ///   - gradientPass: runs the given forward and backward pass, and may inspect its results.
    public func learn(
        from batch: ExperienceBatch<Observation>,
        weights: [Float]? = nil,
        gradientPass: GradientPass = { compute throws(TorchError) in try compute() }
    ) throws(TorchError) -> Update {
        let targets = try targets(of: batch)
        let (loss, values) = try gradientPass { () throws(TorchError) in
            try self.computeGradients(from: batch, targets: targets, weights: weights)
        }
        if let limit = settings.maximumGradientNorm {
            try GradientClipping.clip(network.parameters, to: limit)
        }
        try optimizer.step()
        if case .soft(let share) = settings.target { try moveTarget(by: share) }
        return Update(
            loss: try loss.detach(),
            errors: weights == nil ? nil : try (targets - values.detach()).floats()
        )
    }

    /// Runs a forward and backward pass and returns its results: the loss, and the values of the actions taken.
    public typealias GradientPass = (
        _ compute: () throws(TorchError) -> (loss: Tensor, values: Tensor)
    ) throws(TorchError) -> (loss: Tensor, values: Tensor)

    /// Replaces the gradients by those of a batch's mean loss.
    public func computeGradients(from batch: ExperienceBatch<Observation>) throws(TorchError) {
        _ = try computeGradients(from: batch, targets: targets(of: batch), weights: nil)
    }

    private func computeGradients(
        from batch: ExperienceBatch<Observation>,
        targets: Tensor,
        weights: [Float]?
    ) throws(TorchError) -> (loss: Tensor, values: Tensor) {
        let actions = try Tensor(batch.actions.map(Int64.init), shape: [batch.count, 1], device: device)
        try optimizer.zeroGradients()
        let states = try Observation.tensor(batch.observations, device: device)
        let values = try network(states).gather(dimension: 1, indices: actions).squeeze(1)
        let loss =
            if let weights {
                try
                    (huberLoss(values, targets, delta: settings.huberDelta, reduction: .none)
                    * Tensor(weights, shape: [batch.count], device: device)).mean()
            } else {
                try huberLoss(values, targets, delta: settings.huberDelta)
            }
        try loss.backward()
        return (loss, values)
    }

    /// The target values of the batch's actions, `[batch]`.
    package func targets(of batch: ExperienceBatch<Observation>) throws(TorchError) -> Tensor {
        try withoutGradients { () throws(TorchError) in
            let nexts = try Observation.tensor(batch.nexts, device: device)
            let values = try masked(target(nexts), nexts)
            let best: Tensor =
                if settings.isDouble {
                    try values.gather(
                        dimension: 1,
                        indices: masked(network(nexts), nexts).argmax(dimension: 1).unsqueeze(1)
                    ).squeeze(1)
                } else {
                    try values.maximum(dimension: 1)
                }
            return try Tensor(batch.discountedReturns, shape: [batch.count], device: device)
                + Tensor(batch.discounts, shape: [batch.count], device: device) * best
        }
    }

    /// Copies the online network to the target network.
    public func copyToTarget() throws(TorchError) {
        try target.load(network.state)
    }

    private func moveTarget(by share: Double) throws(TorchError) {
        for (target, source) in zip(target.parameters, network.parameters) {
            try withoutGradients { () throws(TorchError) in
                try target.tensor.interpolate(towards: source.tensor, share)
            }
        }
    }

    private func masked(_ values: Tensor, _ states: Tensor) throws(TorchError) -> Tensor {
        guard let penalties else { return values }
        return try values + penalties.indexSelect(dimension: 0, indices: states)
    }
}
