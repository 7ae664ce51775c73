package import HeadroomEvents
import HeadroomSystem
import HeadroomTorch
package import HeadroomTraining

/// The training of a reconstruction as points, patches or a template, with Adam.
///
/// Its schedule and its numbers of pictures are those of ``ReconstructionTraining``.
package struct SurfaceTraining {
    package struct Result {
        package var model: SurfaceModel
        package var outcome: EpochLoop.Outcome
        /// Mean squared Chamfer distance of the validation shapes, in sides of the cube squared.
        package var validationLoss: Double
    }

    private let options: ReconstructionTraining.Options

    /// - Parameter options: with an output that is a surface.
    package init(_ options: ReconstructionTraining.Options) { self.options = options }

    /// Trains a model.
    ///
    /// - Parameters:
    ///   - progress: called after each step.
    package func callAsFunction(
        training: SurfaceDataset,
        validation: SurfaceDataset,
        events: EventWriter? = nil,
        progress: (EpochLoop.Progress) -> Void = { _ in },
        isInterrupted: @escaping () -> Bool = { false }
    ) throws -> Result {
        let loop = try EpochLoop(Reconstruction.name, options.loop, events: events, isInterrupted: isInterrupted)
        let session = loop.session
        let (training, validation) = (try training.moved(to: session.device), try validation.moved(to: session.device))
        guard let model = try SurfaceModel(options.output, options.imageNormalization) else {
            throw WorkloadError(.usage, "--output \(options.output.rawValue) is not a surface")
        }
        try model.move(to: session.device)
        let optimizer = try Adam(model.parameters)
        let warmup = LearningRateWarmup(steps: options.warmupSteps)
        func gradients(_ samples: [Int64]) throws(TorchError) -> Tensor {
            let moment = TrainingMoment(step: session.step, fraction: loop.fraction)
            let loss = try loss(model, training.batch(samples, views: moment.views))
            try optimizer.zeroGradients()
            try loss.backward()
            return loss
        }
        var validationLoss = Double.nan
        let outcome = try loop.run(
            model,
            optimizer,
            samples: training.views.count,
            description: "adam learningRate=\(options.learningRate)",
            learningRate: { fraction in
                options.learningRate * ReconstructionTraining.decay(fraction) * warmup.factor(step: session.step)
            },
            metadata: { try metadata() },
            progress: progress,
            step: { samples in
                if let probe = session.probe {
                    probe.step = session.step
                    try probe.measureParts(samples: samples.count) { part throws(TorchError) in
                        _ = try gradients(Array(samples[part]))
                    }
                }
                let loss = try gradients(samples)
                try optimizer.step()
                return try loss.detach()
            },
            evaluate: { events in
                validationLoss = try Self.validationLoss(model, validation)
                events?.evaluation(split: "test", accuracy: nil, loss: validationLoss)
                return validationLoss.isFinite
            }
        )
        model.eval()
        return Result(model: model, outcome: outcome, validationLoss: validationLoss)
    }

    private func loss(
        _ model: SurfaceModel,
        _ batch: (views: Tensor, points: Tensor, normals: Tensor)
    ) throws(TorchError) -> Tensor {
        let loss = options.surfaceLoss
        let posterior = try model.imageEncoder(batch.views)
        let sample = try model.decoder.sample(posterior.sample())
        return try loss(sample, batch.points, normals: batch.normals) + loss.divergence * posterior.divergence()
    }

    private static func validationLoss(
        _ model: SurfaceModel,
        _ data: SurfaceDataset
    ) throws(TorchError) -> Double {
        // The draws are no part of the training, which goes on as if there were none.
        let device = data.views.images.device
        let state = try Engine.generatorState(of: device)
        model.eval()
        defer { model.train() }
        let mean = try withoutGradients { () throws(TorchError) in
            var sum = 0.0
            for start in stride(from: 0, to: data.views.count, by: 16) {
                let samples = (start..<min(start + 16, data.views.count)).map(Int64.init)
                let batch = try data.batch(samples)
                let points = try model.decoder.sample(model.imageEncoder(batch.views).mean).points
                sum += try ChamferDistance(points, batch.points).squared().item() * Double(samples.count)
            }
            return sum / Double(data.views.count)
        }
        try Engine.setGeneratorState(state, of: device)
        return mean
    }

    /// Metadata of the model file.
    private func metadata() throws -> [String: String] {
        try TrainedSurface.Metadata(
            output: options.output,
            imageNormalization: options.imageNormalization,
            shapes: options.shapes,
            seed: options.loop.seed,
            processorSeconds: ProcessorTime.seconds()
        ).entries()
    }
}
