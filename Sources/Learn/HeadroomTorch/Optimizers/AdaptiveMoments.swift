/// What `Adam`, `AdamW` and `LAMB` are made of: the running means of the gradients and of their squares.
public class AdaptiveMoments {
    /// The learning rate of the next step.
    public var learningRate: Double
    let beta1: Double
    let beta2: Double
    let epsilon: Double
    let weightDecay: Double
    let parameters: [NamedTensor]
    let list: ParameterList

    /// What is added to the root of the mean square, unless it is said otherwise.
    class var usualEpsilon: Double { 1e-8 }

    /// Makes an optimizer.
    ///
    /// - Parameters:
    ///   - parameters: what it changes, all on one device.
    ///   - learningRate: the size of a step; for LAMB the share of its norm that a parameter changes by.
    ///   - beta1: how much of the mean gradient is kept in a step.
    ///   - beta2: how much of the mean squared gradient is kept in a step.
    ///   - epsilon: what is added to the root of the mean square; nil for 1e-8, and 1e-6 for LAMB.
    ///   - weightDecay: how strongly parameters are drawn to 0.
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
        self.epsilon = epsilon ?? Self.usualEpsilon
        self.weightDecay = weightDecay
        self.parameters = parameters
        list = try ParameterList(parameters, [.momentum, .square, .step], operation: "optimizer")
    }

    /// Removes the gradients, before those of the next batch are computed.
    public func zeroGradients() throws(TorchError) { try list.zeroGradients() }

    /// The mean gradient, the mean squared gradient and the number of steps of every parameter.
    public var state: [NamedTensor] { list.state }
}
