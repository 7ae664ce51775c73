package import HeadroomEvents
package import HeadroomTorch

/// Looks at how noisy the gradients of a training are, at its start, in its middle and at its end.
///
/// Where the model lets one backward pass tell the gradient of every sample, it looks at the step's own pass: the mean
/// squared norm of the samples' gradients beside the squared norm of their mean. Where it does not, as where batch
/// normalization mixes the samples, or where the step gathers several batches, it computes the gradients of the parts of a
/// batch besides those that the training needs. Neither changes anything of the training.
package final class NoiseProbe {
    private static let parts = 8
    /// The start, where there is the least noise, needs fewer looks than the rest: a quarter, but no fewer than these.
    private static let leastLooks = 10

    private let events: EventWriter
    private let model: Module
    private let parameters: [NamedTensor]
    /// Scales gradients by their size; nil where the optimizer does not.
    private let adam: Adam?
    private let stages: [Range<Int>]
    /// Whether the steps' own passes are looked at.
    private let seesSamples: Bool

    /// How many steps were before the one that is made.
    package var step = 0

    /// - Parameters:
    ///   - looks: at how many steps of each stage it looks; nil for none.
    ///   - steps: how many steps the training has.
    ///   - accumulates: whether a step gathers the gradients of several batches.
    /// - Returns: nil where nobody asked for it, or listens.
    package init?(
        events: EventWriter?,
        model: Module,
        optimizer: (any Optimizer)? = nil,
        looks: Int?,
        steps: Int,
        accumulates: Bool = false
    ) {
        guard let events, let looks, looks > 0 else { return nil }
        self.events = events
        self.model = model
        adam = optimizer as? Adam
        parameters = model.parameters
        seesSamples = model.tellsSampleGradients && !accumulates
        let count = min(looks, max(1, steps / 3))
        let middle = (steps - count) / 2
        stages = [0..<min(count, max(Self.leastLooks, count / 4)), middle..<middle + count, steps - count..<steps]
    }

    private var isLooking: Bool { stages.contains { $0.contains(step) } }

    // MARK: Samples

    /// Computes the gradients of a step over a batch, and looks at them.
    ///
    /// - Parameter gradients: the forward and the backward pass, of a loss that is the mean over the samples.
    package func look<Result>(
        samples: Int,
        at gradients: () throws(TorchError) -> Result
    ) throws(TorchError) -> Result {
        guard seesSamples, isLooking, samples >= 2 else { return try gradients() }
        let record = ForwardRecord()
        model.record = record
        defer { model.record = nil }
        let result = try gradients()
        try withoutGradients { () throws(TorchError) in
            let scales = try scales()
            guard let plain = try meanSquaredNorm(record, samples, scaledBy: nil) else { return }
            let scaled = try scales.flatMap { scales throws(TorchError) in
                try meanSquaredNorm(record, samples, scaledBy: scales)
            }
            events.gradient(batchSize: 1, squaredNorm: plain, preconditioned: scaled, count: samples)
            try tellGradient(over: samples, scales)
        }
        return result
    }

    /// The mean over the samples of the squared norms of their gradients, each of which the batch's has a share of.
    private func meanSquaredNorm(
        _ record: ForwardRecord,
        _ samples: Int,
        scaledBy scales: GradientScales?
    ) throws(TorchError) -> Double? {
        // A model that folds its samples into other dimensions has norms of something else.
        guard let norms = try record.sampleSquaredNorms(scaledBy: scales), norms.elementCount == samples else {
            return nil
        }
        return try norms.sum().item() * Double(samples)
    }

    // MARK: Parts

    /// Looks at the parts of a batch, where the samples cannot be told apart.
    ///
    /// - Parameters:
    ///   - samples: of the batch.
    ///   - gradients: computes the gradients over some of the samples, and only them.
    package func lookAtParts(
        samples: Int,
        gradients: (Range<Int>) throws(TorchError) -> Void
    ) throws(TorchError) {
        guard !seesSamples, isLooking, samples >= 2 else { return }
        let buffers = try model.buffers.values()
        let scales = try scales()
        let size = max(1, samples / Self.parts)
        let count = samples / size
        var (sum, scaledSum) = (0.0, 0.0 as Double?)
        for part in 0..<count {
            try gradients(part * size..<(part + 1) * size)
            let norms = try squaredNorms(scales)
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
        try tellGradient(over: count * size, scales)
        try model.buffers.restore(buffers)
    }

    // MARK: The whole

    private func tellGradient(over samples: Int, _ scales: GradientScales?) throws(TorchError) {
        let norms = try squaredNorms(scales)
        events.gradient(batchSize: samples, squaredNorm: norms.plain, preconditioned: norms.scaled)
    }

    /// What the optimizer scales the gradients by at its next step, where it does.
    private func scales() throws(TorchError) -> GradientScales? {
        guard let adam else { return nil }
        return try withoutGradients { () throws(TorchError) in
            var scales: [(parameter: Tensor, scale: Tensor)] = []
            for parameter in parameters {
                guard let scale = try adam.scales(of: parameter.name) else { return nil }
                scales.append((parameter.tensor, scale))
            }
            return GradientScales(scales)
        }
    }

    /// Those of the gradients, and of the gradients as the optimizer scales them, where it does.
    private func squaredNorms(_ scales: GradientScales?) throws(TorchError) -> (plain: Double, scaled: Double?) {
        try withoutGradients { () throws(TorchError) in
            let norm = try parameters.gradientNorm()?.item() ?? 0
            guard let scales else { return (norm * norm, nil) }
            var sum: Tensor?
            for parameter in parameters {
                guard let gradient = try parameter.tensor.gradient else { continue }
                let scaled = try gradient * scales.of(parameter.tensor)
                let square = try (scaled * scaled).sum()
                sum = try sum.map { previous throws(TorchError) in try previous + square } ?? square
            }
            return (norm * norm, try sum?.item() ?? 0)
        }
    }
}
