internal import CHeadroomTorch
internal import Glibc

/// Adam (Kingma and Ba 2015), and the base of AdamW (Loshchilov and Hutter 2019), whose weight decay is decoupled.
public class Adam: AdaptiveMoments, Optimizer {
    /// Whether the weight decay is applied to the parameters, not added to the gradients.
    fileprivate var isDecayDecoupled: Bool { false }

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
}

/// Adam with decoupled weight decay (PyTorch's default is 0.01).
public final class AdamW: Adam {
    fileprivate override var isDecayDecoupled: Bool { true }
}
