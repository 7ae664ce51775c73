/// Layer-wise adaptive moments (LAMB): Adam with the layer-wise rates of LARS.
///
/// You et al. 2020, arXiv 1904.00962, algorithm 2. `m` and `v` are the running means of Adam with bias correction. The
/// update of every parameter tensor is `u = m / (sqrt(v) + epsilon) + weightDecay p`,
/// `p = p - learningRate (|p| / |u|) u`. Where `|p|` or `|u|` is 0, their ratio is 1. Biases are scaled like weights.
public final class LAMB: Optimizer {
    /// The learning rate of the next step.
    public var learningRate: Double
    private let beta1: Double
    private let beta2: Double
    private let epsilon: Double
    private let weightDecay: Double
    private let parameters: [NamedTensor]
    private let list: ParameterList

    /// Makes an optimizer.
    ///
    /// - Parameters:
    ///   - parameters: the parameters to optimize, all on one device.
    ///   - learningRate: the size of a step relative to the norm of a parameter.
    ///   - beta1: the decay rate of the mean gradient.
    ///   - beta2: the decay rate of the mean squared gradient.
    ///   - epsilon: the constant added to the root of the mean squared gradient.
    ///   - weightDecay: the coefficient of the weight decay.
    public init(
        _ parameters: [NamedTensor],
        learningRate: Double = 1e-3,
        beta1: Double = 0.9,
        beta2: Double = 0.999,
        epsilon: Double = 1e-6,
        weightDecay: Double = 0
    ) throws(TorchError) {
        self.learningRate = learningRate
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.weightDecay = weightDecay
        self.parameters = parameters
        list = try ParameterList(parameters, [.momentum, .square, .step], operation: "LAMB")
    }

    /// Updates every parameter that has a gradient, in place.
    public func step() throws(TorchError) {
        try withoutGradients { () throws(TorchError) in
            let (means, squares, counts) = (list.tensors(.momentum), list.tensors(.square), list.tensors(.step))
            for index in parameters.indices {
                let parameter = parameters[index].tensor
                guard let gradient = try parameter.gradient else { continue }
                try means[index].multiply(by: beta1)
                try means[index].add(gradient, times: 1 - beta1)
                try squares[index].multiply(by: beta2)
                try squares[index].add(gradient * gradient, times: 1 - beta2)
                try counts[index].add(1)

                let mean = try means[index] / counts[index].missing(of: beta1)
                let square = try squares[index] / counts[index].missing(of: beta2)
                let update = try mean / (square.squareRoot() + epsilon) + parameter * weightDecay
                let size = try parameter.norm()
                let length = try update.norm()
                let ratio = try (size / length).filled(where: !(size * length > 0), with: 1)
                try parameter.add(update * ratio, times: -learningRate)
            }
        }
    }

    /// Removes the gradients, before those of the next batch are computed.
    public func zeroGradients() throws(TorchError) { try list.zeroGradients() }

    /// The mean gradient, mean squared gradient and number of steps of every parameter.
    public var state: [NamedTensor] { list.state }
}

extension Tensor {
    private static let power = Operator("aten::pow", "Scalar")

    /// Bias correction after this tensor's number of steps: `1 - kept^steps`, where `kept` is the decay rate.
    fileprivate func missing(of kept: Double) throws(TorchError) -> Tensor {
        try Tensor.power(.real(kept), .tensor(self)) * -1 + 1
    }
}
