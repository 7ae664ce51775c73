package import HeadroomTorch

/// Tensors viewed as one vector, concatenated in order, each in row-major order.
package struct FlatTensors {
    private let tensors: [Tensor]
    /// Total number of elements.
    package let count: Int

    /// - Parameter tensors: tensors of other types than real numbers are ignored.
    package init(_ tensors: [NamedTensor]) {
        self.tensors = tensors.map(\.tensor).filter { $0.scalarType.isReal }
        count = self.tensors.reduce(0) { $0 + $1.elementCount }
    }

    /// All elements.
    package func values() throws(TorchError) -> [Double] {
        var values: [Double] = []
        values.reserveCapacity(count)
        for tensor in tensors { values += try tensor.doubles() }
        return values
    }

    /// Overwrites all elements.
    package func write(_ values: [Double]) throws(TorchError) {
        var start = 0
        for tensor in tensors {
            let end = start + tensor.elementCount
            try tensor.copy(from: Tensor(values[start..<end].map { Float($0) }, shape: tensor.shape))
            start = end
        }
    }

    /// Removes the gradients of all tensors.
    package func removeGradients() throws(TorchError) {
        for tensor in tensors { try tensor.setGradient(nil) }
    }

    /// Writes all gradients, multiplied by a factor; zero where a tensor has none.
    package func readGradients(times factor: Double, into gradient: inout [Double]) throws(TorchError) {
        var start = 0
        for tensor in tensors {
            let count = tensor.elementCount
            let values = try tensor.gradient?.doubles()
            for index in 0..<count { gradient[start + index] = factor * (values?[index] ?? 0) }
            start += count
        }
    }
}
