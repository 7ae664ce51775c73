/// Base class of `Adam`, `AdamW` and `LAMB`: the running means of the gradients and of their squares.
public class AdaptiveMoments {
    /// The learning rate of the next step.
    public var learningRate: Double
    let beta1: Double
    let beta2: Double
    let epsilon: Double
    let weightDecay: Double
    let parameters: [NamedTensor]
    let list: ParameterList

    /// The default of `epsilon`.
    class var defaultEpsilon: Double { 1e-8 }

    /// Makes an optimizer.
    ///
    /// - Parameters:
    ///   - parameters: the parameters to update, all on one device.
    ///   - learningRate: the learning rate; for LAMB, the norm of an update relative to that of the parameter.
    ///   - beta1: the decay rate of the mean gradient.
    ///   - beta2: the decay rate of the mean squared gradient.
    ///   - epsilon: added to the root of the mean square for numerical stability; nil for 1e-8, and for 1e-6 in LAMB.
    ///   - weightDecay: the coefficient of the weight decay.
    public init(
        _ parameters: [NamedTensor],
        learningRate: Double = 1e-3,
        beta1: Double = 0.9,
        beta2: Double = 0.999,
        epsilon: Double? = nil,
        weightDecay: Double = 0
    ) throws(TorchError) {
        self.learningRate = learningRate
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon ?? Self.defaultEpsilon
        self.weightDecay = weightDecay
        self.parameters = parameters
        list = try ParameterList(parameters, [.momentum, .square, .step], operation: "optimizer")
    }

    /// Removes the gradients before those of the next batch are computed.
    public func zeroGradients() throws(TorchError) { try list.zeroGradients() }

    /// The mean gradient, the mean squared gradient and the number of steps of every parameter.
    public var state: [NamedTensor] { list.state }
}
