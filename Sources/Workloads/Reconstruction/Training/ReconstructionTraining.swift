import FoundationEssentials
package import HeadroomEvents
import HeadroomSystem
import HeadroomTorch
package import HeadroomTraining

/// The training of an image VAE and of the joint embedding on pictures and volumes, with Adam.
package struct ReconstructionTraining {
    package struct Options: Sendable {
        package var loop: EpochLoop.Options
        package var learningRate = Reconstruction.defaultLearningRate
        /// Number of steps over which the learning rate grows at the start.
        package var warmupSteps = 0
        package var normalization = VolumeNormalization.group
        package var loss = ReconstructionLoss()
        package var shapes = ShapeSettings()

        package init(batchSize: Int = Reconstruction.defaultBatchSize) {
            loop = EpochLoop.Options(batchSize: batchSize)
        }
    }

    package struct Result {
        package var network: JointNetwork
        package var outcome: EpochLoop.Outcome
        /// Mean cross entropy of a cell of the validation shapes.
        package var validationLoss: Double
    }

    private let options: Options

    package init(_ options: Options) { self.options = options }

    /// Trains a model.
    ///
    /// - Parameters:
    ///   - progress: called after each step.
    package func callAsFunction(
        training: ViewDataset,
        validation: ViewDataset,
        events: EventWriter? = nil,
        progress: (EpochLoop.Progress) -> Void = { _ in },
        isInterrupted: @escaping () -> Bool = { false }
    ) throws -> Result {
        let loop = try EpochLoop(Reconstruction.name, options.loop, events: events, isInterrupted: isInterrupted)
        let session = loop.session
        let (training, validation) = (try training.moved(to: session.device), try validation.moved(to: session.device))
        let network = try JointNetwork(options.normalization)
        try network.move(to: session.device)
        let model = network.reconstruction
        let optimizer = try Adam(network.parameters, learningRate: options.learningRate)
        let warmup = LearningRateWarmup(steps: options.warmupSteps)

        /// Computes the gradients of samples; returns their mean loss.
        func gradients(_ samples: [Int64]) throws(TorchError) -> Tensor {
            let batch = try training.batch(samples, views: Self.views(step: session.step))
            let posterior = try model.imageEncoder(batch.views)
            let logits = try model.generator(posterior.sample())
            var loss = try options.loss(logits, batch.volumes, posterior)
            if session.step.isMultiple(of: Self.stepsPerEmbedding) {
                loss = try loss + options.loss.embedding(posterior, network.voxelEncoder(batch.volumes))
            }
            try optimizer.zeroGradients()
            try loss.backward()
            return loss
        }
        var validationLoss = Double.nan
        let outcome = try loop.run(
            network,
            optimizer,
            samples: training.count,
            description: "adam learningRate=\(options.learningRate)",
            learningRate: { fraction in
                options.learningRate * Self.decay(fraction) * warmup.factor(step: session.step)
            },
            metadata: { try metadata(model, training, validation) },
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
                validationLoss = try meanCrossEntropy(model, on: validation)
                events?.evaluation(split: "test", accuracy: nil, loss: validationLoss)
                return validationLoss.isFinite
            }
        )
        network.eval()
        return Result(network: network, outcome: outcome, validationLoss: validationLoss)
    }

    /// Number of pictures of each sample in a step: one and three in turn, so that the model learns to use several.
    private static func views(step: Int) -> Int { step.isMultiple(of: 2) ? 1 : 3 }

    /// Steps from one that trains the encoder of volumes to the next: it learns from a fourth of the steps.
    private static let stepsPerEmbedding = 4

    /// Number of training samples that the prior is fitted to.
    private static let priorSamples = 1200

    /// Fits the prior and chooses the threshold; metadata of the model file.
    private func metadata(
        _ model: ImageVAE,
        _ training: ViewDataset,
        _ validation: ViewDataset
    ) throws -> [String: String] {
        model.eval()
        let count = min(Self.priorSamples, training.count)
        let samples = (0..<count).map { Int64($0 * training.count / count) }
        try model.fitPrior(training.batch(samples).views)
        model.train()
        let metadata = TrainedModel.Metadata(
            normalization: options.normalization,
            threshold: try ThresholdSearch.best(model, on: validation),
            shapes: options.shapes,
            seed: options.loop.seed,
            processorSeconds: ProcessorTime.seconds()
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return [TrainedModel.Metadata.key: String(decoding: try encoder.encode(metadata), as: UTF8.self)]
    }

    /// Factor of the learning rate: constant for the first half of the training, then linear to a twentieth.
    private static func decay(_ fraction: Double) -> Double { min(1, max(0.05, 2 * (1 - fraction))) }

    /// Mean cross entropy of the cells, from the posteriors' means.
    private func meanCrossEntropy(_ model: ImageVAE, on data: ViewDataset) throws(TorchError) -> Double {
        model.eval()
        defer { model.train() }
        return try withoutGradients { () throws(TorchError) in
            var sum = 0.0
            let size = min(64, options.loop.batchSize)
            for start in stride(from: 0, to: data.count, by: size) {
                let samples = (start..<min(start + size, data.count)).map(Int64.init)
                let batch = try data.batch(samples)
                let logits = try model.generator(model.imageEncoder(batch.views).mean)
                sum += try options.loss.crossEntropy(logits, batch.volumes).item() * Double(samples.count)
            }
            return sum / Double(data.count)
        }
    }
}
