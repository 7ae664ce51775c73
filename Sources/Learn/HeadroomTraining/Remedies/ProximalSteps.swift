package import HeadroomTorch

/// Conservative training: several optimizer steps on each batch, held to where they began.
///
/// They make `f_B(x) + strength/2 |x - x_k|^2` small, `x_k` being where they began: Li et al. 2014, "Efficient mini-batch
/// training for stochastic optimization"; Keskar et al. 2016, arXiv 1609.04836, appendix E.2, take 3 steps and 1e-3. It costs as many gradients as it makes steps.
package struct ProximalSteps {
    private let strength: Double
    private let parameters: [NamedTensor]
    private let center: [Tensor]

    /// Begins at where the parameters are.
    package init(strength: Double, _ parameters: [NamedTensor]) throws(TorchError) {
        self.strength = strength
        self.parameters = parameters
        center = try parameters.values()
    }

    /// Adds the pull back to the beginning, `strength (x - x_k)`, to the gradients.
    package func pull() throws(TorchError) {
        try withoutGradients { () throws(TorchError) in
            for (parameter, center) in zip(parameters, center) {
                guard let gradient = try parameter.tensor.gradient else { continue }
                try gradient.add(parameter.tensor - center, times: strength)
            }
        }
    }
}
