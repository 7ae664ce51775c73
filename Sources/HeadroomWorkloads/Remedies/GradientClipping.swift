package import HeadroomTorch

/// Gradients that are no longer than a limit, all parameters together: `g min(1, limit / |g|)`.
///
/// Pascanu et al. 2013, arXiv 1211.5063. It costs a pass over the gradients.
package enum GradientClipping {
    package static func clip(_ parameters: [NamedTensor], to limit: Double) throws(TorchError) {
        guard let norm = try parameters.gradientNorm() else { return }
        try withoutGradients { () throws(TorchError) in
            // Exactly 1 up to the limit; the device is not waited for.
            let factor = try Operators.clamp(.tensor(Operators.reciprocal(.tensor(norm)) * limit), .none, .real(1))
            for parameter in parameters {
                guard let gradient = try parameter.tensor.gradient else { continue }
                _ = try Operators.multiply(.tensor(gradient), .tensor(factor))
            }
        }
    }
}

private enum Operators {
    static let clamp = Operator("aten::clamp")
    static let reciprocal = Operator("aten::reciprocal")
    static let multiply = Operator("aten::mul_", "Tensor")
}
