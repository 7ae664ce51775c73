package import HeadroomEvents
package import HeadroomTorch

/// Looks at how noisy the gradients of a training are: at its start, in its middle and at its end, the norms over the
/// parts of a batch beside that over the whole of it.
///
/// It computes the gradients of the parts besides those that the training needs, and changes nothing of the training.
package final class NoiseProbe {
    private static let parts = 8

    private let events: EventWriter
    private let model: Sequential
    private let parameters: [NamedTensor]
    /// Scales gradients by their size; nil where the optimizer does not.
    private let adam: Adam?
    private let stages: [Range<Int>]

    /// - Parameters:
    ///   - looks: at how many steps of each stage it looks; nil for none.
    ///   - steps: how many steps the training has.
    /// - Returns: nil where nobody asked for it, or listens.
    package init?(
        events: EventWriter?,
        model: Sequential,
        optimizer: (any Optimizer)? = nil,
        looks: Int?,
        steps: Int
    ) {
        guard let events, let looks, looks > 0 else { return nil }
        self.events = events
        self.model = model
        adam = optimizer as? Adam
        parameters = model.parameters
        let count = min(looks, max(1, steps / 3))
        let starts = [0, (steps - count) / 2, steps - count]
        stages = starts.map { $0..<($0 + count) }
    }

    /// Looks at the parts of a batch.
    ///
    /// - Parameters:
    ///   - step: how many steps were before this one.
    ///   - samples: of the batch.
    ///   - gradients: computes the gradients over some of the samples, and only them.
    package func look(
        step: Int,
        samples: Int,
        gradients: (Range<Int>) throws(TorchError) -> Void
    ) throws(TorchError) {
        guard stages.contains(where: { $0.contains(step) }), samples >= 2 else { return }
        let buffers = try model.buffers.values()
        let size = max(1, samples / Self.parts)
        let count = samples / size
        var (sum, scaledSum) = (0.0, 0.0 as Double?)
        for part in 0..<count {
            try gradients(part * size..<(part + 1) * size)
            let norms = try squaredNorms()
            sum += norms.plain
            scaledSum = scaledSum.flatMap { sum in norms.scaled.map { sum + $0 } }
        }
        let parts = Double(count)
        events.gradient(
            batchSize: size,
            squaredNorm: sum / parts,
            preconditioned: scaledSum.map { $0 / parts },
            count: count
        )
        try gradients(0..<count * size)
        let norms = try squaredNorms()
        events.gradient(batchSize: count * size, squaredNorm: norms.plain, preconditioned: norms.scaled)
        try model.buffers.restore(buffers)
    }

    /// Those of the gradients, and of the gradients as the optimizer scales them, where it does.
    private func squaredNorms() throws(TorchError) -> (plain: Double, scaled: Double?) {
        try withoutGradients { () throws(TorchError) in
            var (plain, scaled): ([Tensor], [Tensor]) = ([], [])
            for parameter in parameters {
                guard let gradient = try parameter.tensor.gradient else { continue }
                plain.append(gradient)
                if let tensor = try adam?.scaled(gradient, of: parameter.name) { scaled.append(tensor) }
            }
            let isScaled = !scaled.isEmpty && scaled.count == plain.count
            return (try sumOfSquares(plain), isScaled ? try sumOfSquares(scaled) : nil)
        }
    }

    /// Read at once, since reading waits for the device.
    private func sumOfSquares(_ tensors: [Tensor]) throws(TorchError) -> Double {
        var sum: Tensor?
        for tensor in tensors {
            let square = try (tensor * tensor).sum()
            sum = try sum.map { previous throws(TorchError) in try previous + square } ?? square
        }
        return try sum?.item() ?? 0
    }
}
