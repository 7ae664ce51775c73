package import HeadroomEvents
package import HeadroomTorch

/// Measures the noise of the gradients of a training in three stages: at its start, in its middle and at its end.
///
/// Where one backward pass yields the gradient of every sample, the probe uses the step's own pass: the mean squared
/// norm of the samples' gradients and the squared norm of their mean. Where it does not, as with batch normalization,
/// which mixes the samples, or where a step accumulates the gradients of several batches, the probe computes the
/// gradients of parts of a batch in addition to those of the training. Neither changes the training.
package final class NoiseProbe {
    private static let parts = 8
    /// Minimum number of steps measured at the start, which otherwise gets a quarter of a stage because it has the
    /// least noise.
    private static let minimumStartSteps = 10

    private let events: EventWriter
    private let model: Module
    private let parameters: [NamedTensor]
    /// The optimizer that scales gradients elementwise; nil for other optimizers.
    private let adam: Adam?
    private let stages: [Range<Int>]
    /// Whether per-sample gradients come from the step's own backward pass.
    private let usesSampleGradients: Bool

    /// Number of steps before the current one.
    package var step = 0

    /// - Parameters:
    ///   - stepsPerStage: the number of steps measured in each stage; nil for none.
    ///   - steps: the number of steps of the training.
    ///   - accumulates: whether a step accumulates the gradients of several batches.
    /// - Returns: nil where no measurement was requested or `events` is nil.
    package init?(
        events: EventWriter?,
        model: Module,
        optimizer: (any Optimizer)? = nil,
        stepsPerStage: Int?,
        steps: Int,
        accumulates: Bool = false
    ) {
        guard let events, let stepsPerStage, stepsPerStage > 0 else { return nil }
        self.events = events
        self.model = model
        adam = optimizer as? Adam
        parameters = model.parameters
        usesSampleGradients = model.supportsSampleGradients && !accumulates
        let count = min(stepsPerStage, max(1, steps / 3))
        let middle = (steps - count) / 2
        stages = [
            0..<min(count, max(Self.minimumStartSteps, count / 4)), middle..<middle + count, steps - count..<steps,
        ]
    }

    private var isMeasuring: Bool { stages.contains { $0.contains(step) } }

    // MARK: Samples

    /// Computes the gradients of a step on a batch and measures their noise.
    ///
    /// - Parameter gradients: the forward and backward pass of a loss that is the mean over the samples.
    package func measure<Result>(
        samples: Int,
        gradients: () throws(TorchError) -> Result
    ) throws(TorchError) -> Result {
        guard usesSampleGradients, isMeasuring, samples >= 2 else { return try gradients() }
        let record = ForwardRecord()
        model.record = record
        defer { model.record = nil }
        let result = try gradients()
        try withoutGradients { () throws(TorchError) in
            let scales = try scales(of: parameters)
            guard let plain = try meanSquaredNorm(record, samples, scaledBy: nil) else { return }
            let scaled = try scales.flatMap { scales throws(TorchError) in
                try meanSquaredNorm(record, samples, scaledBy: scales)
            }
            events.gradient(batchSize: 1, squaredNorm: plain, preconditioned: scaled, count: samples)
            try reportGradientNorm(over: samples, of: parameters, scales)
        }
        return result
    }

    /// The mean over the samples of the squared norms of their gradients, computed from their shares of the batch
    /// gradient.
    private func meanSquaredNorm(
        _ record: ForwardRecord,
        _ samples: Int,
        scaledBy scales: GradientScales?
    ) throws(TorchError) -> Double? {
        // Where a model folds the samples into other dimensions, the norms are not those of samples.
        guard let norms = try record.sampleSquaredNorms(scaledBy: scales), norms.elementCount == samples else {
            return nil
        }
        return try norms.sum().item() * Double(samples)
    }

    // MARK: Parts

    /// Measures the gradients of parts of a batch, where per-sample gradients are not available.
    ///
    /// - Parameters:
    ///   - samples: the number of samples of the batch.
    ///   - parameters: those that all samples share, where some belong to single samples; by default all of the model.
    ///   - gradients: computes the gradients of a range of the samples only.
    package func measureParts(
        samples: Int,
        of parameters: [NamedTensor]? = nil,
        gradients: (Range<Int>) throws(TorchError) -> Void
    ) throws(TorchError) {
        guard !usesSampleGradients, isMeasuring, samples >= 2 else { return }
        let parameters = parameters ?? self.parameters
        let buffers = try model.buffers.values()
        let scales = try scales(of: parameters)
        let size = max(1, samples / Self.parts)
        let count = samples / size
        var (sum, scaledSum) = (0.0, 0.0 as Double?)
        for part in 0..<count {
            try gradients(part * size..<(part + 1) * size)
            let norms = try squaredNorms(of: parameters, scales)
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
        try reportGradientNorm(over: count * size, of: parameters, scales)
        try model.buffers.restore(buffers)
    }

    // MARK: The whole

    private func reportGradientNorm(
        over samples: Int,
        of parameters: [NamedTensor],
        _ scales: GradientScales?
    ) throws(TorchError) {
        let norms = try squaredNorms(of: parameters, scales)
        events.gradient(batchSize: samples, squaredNorm: norms.plain, preconditioned: norms.scaled)
    }

    /// The factors by which the optimizer scales the gradients in its next step; nil where it does not scale them.
    private func scales(of parameters: [NamedTensor]) throws(TorchError) -> GradientScales? {
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

    /// Squared norms of the gradients and, where the optimizer scales them, of the scaled gradients.
    private func squaredNorms(
        of parameters: [NamedTensor],
        _ scales: GradientScales?
    ) throws(TorchError) -> (plain: Double, scaled: Double?) {
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
