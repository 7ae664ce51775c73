package import HeadroomEvents
import HeadroomSystem
import HeadroomTorch
package import HeadroomTraining

/// The training of a reconstruction with Adam.
package struct ReconstructionTraining {
    package struct Options: Sendable {
        package var loop: EpochLoop.Options
        package var learningRate = Reconstruction.defaultLearningRate
        /// Number of steps over which the learning rate grows at the start.
        package var warmupSteps = 0
        package var output = ReconstructionOutput.volume
        package var architecture = Architecture.imageVAE
        package var supervision = Supervision.voxels
        package var discriminator = VolumeDiscriminator.Kind.unconditional
        /// Of the image encoder, and of the networks of volumes.
        package var imageNormalization = Normalization.batch
        package var volumeNormalization = Normalization.group
        package var merging = ViewMerging.latent
        /// Whether pictures become sketches of the surface first.
        package var hasSketches = false
        package var loss = ReconstructionLoss()
        package var surfaceLoss = SurfaceLoss()
        package var shapes = ShapeSettings()

        package init(batchSize: Int = Reconstruction.defaultBatchSize) {
            loop = EpochLoop.Options(batchSize: batchSize)
        }

        /// The networks of the architecture under the supervision.
        package var networks: NetworkSettings {
            var settings = NetworkSettings()
            settings.imageNormalization = imageNormalization
            settings.volumeNormalization = volumeNormalization
            settings.merging = merging
            settings.hasSketches = hasSketches
            settings.output = output
            settings.resolution = shapes.resolution
            settings.hasVoxelEncoder = supervision != .silhouettes
            switch (architecture, supervision) {
            case (.vaeGAN, .voxels): settings.discriminator = discriminator
            case (_, .weak): settings.discriminator = .unconditional
            default: settings.discriminator = nil
            }
            return settings
        }
    }

    /// The progress of a training.
    package struct Progress: Sendable {
        package var loop: EpochLoop.Progress
        /// The latest look at drawn shapes.
        package var samples: SampleCheck?
        /// nil without a discriminator.
        package var discriminator: DiscriminatorRecord?
    }

    package struct Result {
        package var networks: TrainingNetworks
        package var outcome: EpochLoop.Outcome
        /// Mean loss of the validation shapes: the cross entropy of a cell, or the loss of silhouettes.
        package var validationLoss: Double
        /// The last look at drawn shapes.
        package var samples: SampleCheck?
        /// nil without a discriminator.
        package var discriminator: DiscriminatorRecord?
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
        progress: (Progress) -> Void = { _ in },
        isInterrupted: @escaping () -> Bool = { false }
    ) throws -> Result {
        let loop = try EpochLoop(Reconstruction.name, options.loop, events: events, isInterrupted: isInterrupted)
        let session = loop.session
        let (training, validation) = (try training.moved(to: session.device), try validation.moved(to: session.device))
        let networks = try TrainingNetworks(options.networks)
        try networks.move(to: session.device)
        let method = try method(networks, training)
        let check = try ValidationLoss(options, on: validation)
        let warmup = LearningRateWarmup(steps: options.warmupSteps)
        func moment() -> TrainingMoment { TrainingMoment(step: session.step, fraction: loop.fraction) }
        let occupancy = options.supervision == .silhouettes ? nil : try training.occupancy()
        var samples: SampleCheck?
        var discriminator: DiscriminatorRecord?
        var validationLoss = Double.nan
        let outcome = try loop.run(
            networks,
            method.optimizer,
            samples: training.count,
            description: "adam learningRate=\(options.learningRate)",
            learningRate: { fraction in
                options.learningRate * Self.decay(fraction) * warmup.factor(step: session.step)
            },
            metadata: { try metadata(networks, training, validation) },
            progress: { progress(Progress(loop: $0, samples: samples, discriminator: discriminator)) },
            step: { batch in
                if let probe = session.probe {
                    probe.step = session.step
                    try probe.measureParts(samples: batch.count) { part throws(TorchError) in
                        _ = try method.gradients(Array(batch[part]), at: moment())
                    }
                }
                let loss = try method.step(batch, at: moment()).detach()
                if session.step > 0, session.step.isMultiple(of: Self.stepsPerSampleCheck),
                    let prior = networks.runningPrior
                {
                    samples = try SampleCheck(networks.reconstruction, prior: prior, trainingOccupancy: occupancy)
                    discriminator = try networks.discriminator.map(DiscriminatorRecord.init)
                }
                return loss
            },
            evaluate: { events in
                validationLoss = try check.mean(networks.reconstruction)
                events?.evaluation(split: "test", accuracy: nil, loss: validationLoss)
                return validationLoss.isFinite
            }
        )
        networks.eval()
        return Result(
            networks: networks,
            outcome: outcome,
            validationLoss: validationLoss,
            samples: samples,
            discriminator: try networks.discriminator.map(DiscriminatorRecord.init)
        )
    }

    private func method(
        _ networks: TrainingNetworks,
        _ training: ViewDataset
    ) throws(TorchError) -> any ReconstructionMethod {
        guard options.supervision == .voxels, let voxelEncoder = networks.voxelEncoder else {
            return try Silhouettes(networks, training, options.loss)
        }
        if let decoder = networks.reconstruction.generator as? ImplicitDecoder {
            return try ImplicitOccupancy(networks, voxelEncoder, decoder, training, options.loss)
        }
        switch (options.architecture, try Adversary(networks)) {
        case (.tlNet, _): return try TLEmbedding(networks, voxelEncoder, training, options.loss)
        case (.vaeGAN, let adversary?): return try VAEGAN(networks, voxelEncoder, adversary, training, options.loss)
        default: return try JointEmbedding(networks, training, options.loss)
        }
    }

    private static let stepsPerSampleCheck = 50

    /// Number of training samples that the prior is fitted to.
    private static let priorSamples = 1200

    /// Fits the prior and chooses the threshold; metadata of the model file.
    private func metadata(
        _ networks: TrainingNetworks,
        _ training: ViewDataset,
        _ validation: ViewDataset
    ) throws -> [String: String] {
        let model = networks.reconstruction
        model.eval()
        let count = min(Self.priorSamples, training.count)
        let samples = (0..<count).map { Int64($0 * training.count / count) }
        try model.fitPrior(training.pictures(samples))
        model.train()
        let metadata = TrainedModel.Metadata(
            architecture: options.architecture,
            supervision: options.supervision,
            networks: options.networks,
            threshold: options.supervision == .voxels
                ? try ThresholdSearch.best(model, on: validation)
                : try ThresholdSearch.bestForSilhouettes(model, on: validation),
            shapes: options.shapes,
            seed: options.loop.seed,
            processorSeconds: ProcessorTime.seconds()
        )
        return try metadata.entries()
    }

    /// Factor of the learning rate: constant for the first half of the training, then linear to a twentieth.
    static func decay(_ fraction: Double) -> Double { min(1, max(0.05, 2 * (1 - fraction))) }
}
