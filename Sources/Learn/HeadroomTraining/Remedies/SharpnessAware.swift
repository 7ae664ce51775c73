package import HeadroomTorch

/// Sharpness-aware minimization: the step goes along the gradient at the worst point near.
///
/// Foret et al. 2021, arXiv 2010.01412. That point is `w + radius g / |g|`; the steps lead to where the loss is flat. It
/// costs 2 gradients a step.
package struct SharpnessAware {
    private let radius: Double

    /// nil for a radius of 0, which is plain training.
    package init?(radius: Double) {
        guard radius > 0 else { return nil }
        self.radius = radius
    }

    /// Replaces the gradients at a point by those at the worst point near; the parameters are as before then.
    ///
    /// - Parameter gradients: computes the gradients anew.
    package func callAsFunction(
        _ model: Module,
        gradients: () throws(TorchError) -> Void
    ) throws(TorchError) {
        let parameters = model.parameters
        guard let norm = try parameters.gradientNorm() else { return }
        let center = try parameters.values()
        // The second look is no further batch: running statistics stay those of the first.
        let buffers = try model.buffers.values()
        try withoutGradients { () throws(TorchError) in
            // As the authors have it: at a point without any slope nothing is divided by 0.
            let scale = try radius / (norm + 1e-12)
            for parameter in parameters {
                guard let gradient = try parameter.tensor.gradient else { continue }
                try parameter.tensor.add(gradient * scale)
            }
        }
        try gradients()
        try parameters.restore(center)
        try model.buffers.restore(buffers)
    }
}
