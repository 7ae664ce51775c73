package import HeadroomTorch

/// Conservative training: several optimizer steps per batch with a proximal term.
///
/// They minimize `f_B(x) + strength/2 |x - x_k|^2`, where `x_k` are the parameters at the first of them: Li et al.
/// 2014, "Efficient mini-batch training for stochastic optimization"; Keskar et al. 2016, arXiv 1609.04836, appendix
/// E.2, use 3 steps and a strength of 1e-3. The cost is one gradient for each step.
package struct ProximalSteps {
    private let strength: Double
    private let parameters: [NamedTensor]
    private let center: [Tensor]

    /// Takes the current parameters as `x_k`.
    package init(strength: Double, _ parameters: [NamedTensor]) throws(TorchError) {
        self.strength = strength
        self.parameters = parameters
        center = try parameters.values()
    }

    /// Adds the gradient of the proximal term, `strength (x - x_k)`, to the gradients.
    package func pull() throws(TorchError) {
        try withoutGradients { () throws(TorchError) in
            for (parameter, center) in zip(parameters, center) {
                guard let gradient = try parameter.tensor.gradient else { continue }
                try gradient.add(parameter.tensor - center, times: strength)
            }
        }
    }
}
