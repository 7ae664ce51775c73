/// Layer-wise adaptive moments (LAMB): Adam with the layer-wise rates of LARS.
///
/// You et al. 2020, arXiv 1904.00962, algorithm 2. `m` and `v` are the running means of Adam with bias correction. The
/// update of every parameter tensor is `u = m / (sqrt(v) + epsilon) + weightDecay p`,
/// `p = p - learningRate (|p| / |u|) u`. Where `|p|` or `|u|` is 0, their ratio is 1. Biases are scaled like weights.
public final class LAMB: AdaptiveMoments, Optimizer {
    override class var defaultEpsilon: Double { 1e-6 }

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

                let mean = try means[index] / counts[index].biasCorrection(decay: beta1)
                let square = try squares[index] / counts[index].biasCorrection(decay: beta2)
                let update = try mean / (square.squareRoot() + epsilon) + parameter * weightDecay
                let size = try parameter.norm()
                let length = try update.norm()
                let ratio = try (size / length).filled(where: !(size * length > 0), with: 1)
                try parameter.add(update * ratio, times: -learningRate)
            }
        }
    }
}

extension Tensor {
    private static let power = Operator("aten::pow", "Scalar")

    /// Bias correction after this tensor's number of steps: `1 - decay^steps`.
    fileprivate func biasCorrection(decay: Double) throws(TorchError) -> Tensor {
        try Tensor.power(.real(decay), .tensor(self)) * -1 + 1
    }
}
