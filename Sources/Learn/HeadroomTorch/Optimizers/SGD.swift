internal import CHeadroomTorch

/// Stochastic gradient descent with momentum.
///
/// PyTorch's definition, which differs from Sutskever et al. 2013 in the place of the learning rate:
/// `v = momentum v + g`, `p = p - learningRate v`.
public final class SGD: Optimizer {
    /// The learning rate of the next step.
    public var learningRate: Double
    private let momentum: Double
    private let weightDecay: Double
    private let nesterov: Bool
    private let list: ParameterList

    /// Makes an optimizer.
    ///
    /// - Parameters:
    ///   - parameters: the parameters to optimize, all on one device.
    ///   - learningRate: the learning rate.
    ///   - momentum: the share of the previous update that is kept, at least 0 and below 1.
    ///   - weightDecay: the factor of the parameter that is added to its gradient.
    ///   - nesterov: whether Nesterov momentum is used.
    public init(
        _ parameters: [NamedTensor],
        learningRate: Double,
        momentum: Double = 0,
        weightDecay: Double = 0,
        nesterov: Bool = false
    ) throws(TorchError) {
        guard !nesterov || momentum > 0 else { throw invalidArgument("SGD", "nesterov needs a momentum above 0") }
        self.learningRate = learningRate
        self.momentum = momentum
        self.weightDecay = weightDecay
        self.nesterov = nesterov
        list = try ParameterList(parameters, momentum == 0 ? [] : [.momentum], operation: "SGD")
    }

    /// Updates every parameter that has a gradient, in place.
    public func step() throws(TorchError) {
        try list.call("step") { ht_optimizer_sgd($0, learningRate, momentum, weightDecay, nesterov) }
    }

    /// Removes the gradients, before those of the next batch are computed.
    public func zeroGradients() throws(TorchError) { try list.zeroGradients() }

    /// The momentum of every parameter; empty where momentum is 0.
    public var state: [NamedTensor] { list.state }
}
