/// Keeps gradients no longer than a limit, all parameters together: `g min(1, limit / |g|)`.
///
/// Pascanu et al. 2013, arXiv 1211.5063. It costs a pass over the gradients.
public enum GradientClipping {
    /// Scales the gradients of some parameters down, where together they are longer than the limit.
    public static func clip(_ parameters: [NamedTensor], to limit: Double) throws(TorchError) {
        guard let norm = try parameters.gradientNorm() else { return }
        try withoutGradients { () throws(TorchError) in
            // Exactly 1 up to the limit; the device is not waited for.
            let factor = try (norm.reciprocal() * limit).clamp(nil, 1)
            for parameter in parameters {
                guard let gradient = try parameter.tensor.gradient else { continue }
                try gradient.multiply(by: factor)
            }
        }
    }
}

extension [NamedTensor] {
    /// The norm of all gradients as one vector; nil where there is none.
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
