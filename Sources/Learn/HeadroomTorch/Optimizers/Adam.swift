internal import CHeadroomTorch
internal import Glibc

/// Adam (Kingma and Ba 2015), and the base of AdamW (Loshchilov and Hutter 2019), whose weight decay is decoupled.
public class Adam: Optimizer {
    /// The learning rate of the next step.
    public var learningRate: Double
    private let beta1: Double
    private let beta2: Double
    private let epsilon: Double
    private let weightDecay: Double
    private let list: ParameterList

    /// Whether the weight decay is applied to the parameters, not added to the gradients.
    fileprivate var isDecayDecoupled: Bool { false }

    /// Makes an optimizer.
    ///
    /// - Parameters:
    ///   - parameters: the parameters to optimize, all on one device.
    ///   - learningRate: the learning rate.
    ///   - beta1: the decay rate of the mean gradient.
    ///   - beta2: the decay rate of the mean squared gradient.
    ///   - epsilon: the constant added to the root of the mean squared gradient.
    ///   - weightDecay: the coefficient of the weight decay.
    public init(
        _ parameters: [NamedTensor],
        learningRate: Double = 1e-3,
        beta1: Double = 0.9,
        beta2: Double = 0.999,
        epsilon: Double = 1e-8,
        weightDecay: Double = 0
    ) throws(TorchError) {
        self.learningRate = learningRate
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.weightDecay = weightDecay
        list = try ParameterList(parameters, [.momentum, .square, .step], operation: "Adam")
    }

    /// Updates every parameter that has a gradient, in place.
    public func step() throws(TorchError) {
        try list.call("step") {
            ht_optimizer_adam($0, learningRate, beta1, beta2, epsilon, weightDecay, isDecayDecoupled)
        }
    }

    /// The factors by which the next step multiplies the gradient of a parameter, elementwise.
    ///
    /// They are the reciprocals of epsilon plus the root of the gradient's mean square with bias correction; 0 for
    /// elements that had no gradient so far.
    ///
    /// - Returns: nil before the first step, or for a parameter of another optimizer.
    public func scales(of parameter: String) throws(TorchError) -> Tensor? {
        guard let square = list.state.first(where: { $0.name == "\(parameter).square" })?.tensor,
            let steps = try list.state.first(where: { $0.name == "\(parameter).step" })?.tensor.item(), steps > 0
        else { return nil }
        let root = try (square / (1 - pow(beta2, steps))).squareRoot() + epsilon
        return try root.reciprocal().filled(where: !(square > 0), with: 0)
    }

    /// Removes the gradients, before those of the next batch are computed.
    public func zeroGradients() throws(TorchError) { try list.zeroGradients() }

    /// The mean gradient, mean squared gradient and number of steps of every parameter.
    public var state: [NamedTensor] { list.state }
}

/// Adam with decoupled weight decay (PyTorch's default is 0.01).
public final class AdamW: Adam {
    fileprivate override var isDecayDecoupled: Bool { true }
}
