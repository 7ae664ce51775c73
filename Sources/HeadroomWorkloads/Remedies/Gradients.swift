import HeadroomTorch

/// What remedies do with all the gradients of a model together.
extension [NamedTensor] {
    /// The norm of all gradients as one vector; nil where there is none.
    func gradientNorm() throws(TorchError) -> Tensor? {
        try withoutGradients { () throws(TorchError) in
            var norms: [Tensor] = []
            for parameter in self {
                guard let gradient = try parameter.tensor.gradient else { continue }
                norms.append(try Operators.norm(.tensor(gradient)))
            }
            return norms.isEmpty ? nil : try Operators.norm(.tensor(Operators.stack(.tensors(norms))))
        }
    }

    /// Copies of the values.
    func values() throws(TorchError) -> [Tensor] {
        var values: [Tensor] = []
        for entry in self { values.append(try entry.tensor.detach().clone()) }
        return values
    }

    /// Puts copies back.
    func restore(_ values: [Tensor]) throws(TorchError) {
        for (entry, value) in zip(self, values) { try entry.tensor.copy(from: value) }
    }
}

private enum Operators {
    static let norm = Operator("aten::linalg_vector_norm")
    static let stack = Operator("aten::stack")
}
