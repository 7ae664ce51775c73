/// Several optimizers for different parameters, used as one: each at a fixed multiple of the common learning rate.
public final class OptimizerGroup: Optimizer {
    /// An optimizer, and its learning rate divided by that of the group.
    public typealias Member = (optimizer: any Optimizer, factor: Double)

    private let members: [Member]

    /// The learning rate of the next step, before the factors.
    public var learningRate: Double {
        didSet { for member in members { member.optimizer.learningRate = learningRate * member.factor } }
    }

    /// Makes a group; no parameter may be in two of its optimizers.
    public init(_ members: [Member], learningRate: Double) {
        self.members = members
        self.learningRate = learningRate
        for member in members { member.optimizer.learningRate = learningRate * member.factor }
    }

    /// Updates every parameter that has a gradient, in place.
    public func step() throws(TorchError) {
        for member in members { try member.optimizer.step() }
    }

    /// Removes the gradients of all parameters.
    public func zeroGradients() throws(TorchError) {
        for member in members { try member.optimizer.zeroGradients() }
    }

    /// The states of the optimizers in turn.
    public var state: [NamedTensor] { members.flatMap(\.optimizer.state) }
}
