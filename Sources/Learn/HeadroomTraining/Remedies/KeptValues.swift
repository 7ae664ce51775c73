package import HeadroomTorch

/// What is kept of a model's tensors to be put back.
extension [NamedTensor] {
    /// Copies of the values.
    package func values() throws(TorchError) -> [Tensor] {
        var values: [Tensor] = []
        for entry in self { values.append(try entry.tensor.detach().clone()) }
        return values
    }

    /// Puts copies back.
    package func restore(_ values: [Tensor]) throws(TorchError) {
        for (entry, value) in zip(self, values) { try entry.tensor.copy(from: value) }
    }
}
