package import HeadroomTorch

/// Saving and restoring the values of a model's tensors.
extension [NamedTensor] {
    /// Copies of the values.
    package func values() throws(TorchError) -> [Tensor] {
        var values: [Tensor] = []
        for entry in self { values.append(try entry.tensor.detach().clone()) }
        return values
    }

    /// Restores saved values.
    package func restore(_ values: [Tensor]) throws(TorchError) {
        for (entry, value) in zip(self, values) { try entry.tensor.copy(from: value) }
    }
}
