/// Layer-wise adaptive rate scaling (LARS), for large batches.
///
/// You et al. 2017, arXiv 1708.03888. Every parameter tensor has its own rate, so that all change by about the same
/// share of their norms: `r = trust |p| / (|g| + weightDecay |p|)`,
/// `v = momentum v + learningRate r (g + weightDecay p)`, `p = p - v`. Where `|p|` or `|g|` is 0, `r` is 1. Biases are
/// scaled like weights, as in the paper.
public final class LARS: Optimizer {
    /// The learning rate of the next step.
    public var learningRate: Double
    private let momentum: Double
    private let weightDecay: Double
    private let trust: Double
    private let parameters: [NamedTensor]
    private let list: ParameterList

    /// Makes an optimizer.
    ///
    /// - Parameters:
    ///   - parameters: the parameters to optimize, all on one device.
    ///   - learningRate: the learning rate, larger than that of SGD by about the inverse of `trust`.
    ///   - momentum: the share of the previous update that is kept, at least 0 and below 1.
    ///   - weightDecay: the factor of the parameter that is added to its gradient.
    ///   - trust: the size of a step relative to the norm of a parameter at a learning rate of 1.
    public init(
        _ parameters: [NamedTensor],
        learningRate: Double,
        momentum: Double = 0.9,
        weightDecay: Double = 0,
        trust: Double = 1e-3
    ) throws(TorchError) {
        guard trust > 0 else { throw invalidArgument("LARS", "a trust of \(trust); it must be above 0") }
        self.learningRate = learningRate
        self.momentum = momentum
        self.weightDecay = weightDecay
        self.trust = trust
        self.parameters = parameters
        list = try ParameterList(parameters, [.momentum], operation: "LARS")
    }

    /// Updates every parameter that has a gradient, in place.
    public func step() throws(TorchError) {
        try withoutGradients { () throws(TorchError) in
            for (parameter, velocity) in zip(parameters, list.tensors(.momentum)) {
                guard let gradient = try parameter.tensor.gradient else { continue }
                let size = try parameter.tensor.norm()
                let slope = try gradient.norm()
                let ratio = try (size * trust / (slope + size * weightDecay)).filled(
                    where: !(size * slope > 0),
                    with: 1
                )
                let decayed = try gradient + parameter.tensor * weightDecay
                try velocity.multiply(by: momentum)
                try velocity.add(decayed * ratio, times: learningRate)
                try parameter.tensor.add(velocity, times: -1)
            }
        }
    }

    /// Removes the gradients, before those of the next batch are computed.
    public func zeroGradients() throws(TorchError) { try list.zeroGradients() }

    /// The momentum of every parameter.
    public var state: [NamedTensor] { list.state }
}
