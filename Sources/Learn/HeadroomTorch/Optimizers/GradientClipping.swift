/// Clips gradients by their global norm over all parameters: `g min(1, limit / |g|)`.
///
/// Pascanu et al. 2013, arXiv 1211.5063. The cost is one pass over the gradients.
public enum GradientClipping {
    /// Scales down the gradients of the parameters where their global norm is above the limit.
    public static func clip(_ parameters: [NamedTensor], to limit: Double) throws(TorchError) {
        guard let norm = try parameters.gradientNorm() else { return }
        try withoutGradients { () throws(TorchError) in
            // Exactly 1 up to the limit; computed on the device, without synchronization.
            let factor = try (norm.reciprocal() * limit).clamp(nil, 1)
            for parameter in parameters {
                guard let gradient = try parameter.tensor.gradient else { continue }
                try gradient.multiply(by: factor)
            }
        }
    }
}

extension [NamedTensor] {
    /// The global norm of all gradients; nil where there are none.
    public func gradientNorm() throws(TorchError) -> Tensor? {
        try withoutGradients { () throws(TorchError) in
            var norms: [Tensor] = []
            for parameter in self {
                guard let gradient = try parameter.tensor.gradient else { continue }
                norms.append(try gradient.norm())
            }
            return norms.isEmpty ? nil : try Tensor.stack(norms).norm()
        }
    }
}
