package import HeadroomTorch

/// Sharpness-aware minimization: a step along the gradient at the point of highest loss within a radius.
///
/// Foret et al. 2021, arXiv 2010.01412. That point is approximated by `w + radius g / |g|`; the steps lead to flat
/// minima. The cost is 2 gradients per step.
package struct SharpnessAware {
    private let radius: Double

    /// Returns nil for a radius of 0, which is plain training.
    package init?(radius: Double) {
        guard radius > 0 else { return nil }
        self.radius = radius
    }

    /// Replaces the gradients by those at the point of highest loss; the parameters are restored.
    ///
    /// - Parameter gradients: computes the gradients at the current parameters.
    package func callAsFunction(
        _ model: Module,
        gradients: () throws(TorchError) -> Void
    ) throws(TorchError) {
        let parameters = model.parameters
        guard let norm = try parameters.gradientNorm() else { return }
        let center = try parameters.values()
        // The second pass uses the same batch: running statistics stay those of the first pass.
        let buffers = try model.buffers.values()
        try withoutGradients { () throws(TorchError) in
            // As in the authors' code: avoids division by 0 where the gradient is zero.
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
