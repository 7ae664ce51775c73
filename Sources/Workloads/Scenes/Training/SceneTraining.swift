import Glibc
package import HeadroomEvents
import HeadroomScenes
import HeadroomSystem
package import HeadroomTorch
package import HeadroomTraining

/// The training of both stages: decoders with Adam, latent vectors with Adam by rows, then the prior over these.
package struct SceneTraining {
    package struct Options: Sendable {
        package var loop: EpochLoop.Options
        /// Of the decoders; those of the latent vectors are multiples.
        package var learningRate = SceneGeneration.defaultLearningRate
        /// Rays of each trajectory in a step.
        package var rays = 128
        /// Samples of a ray in equal parts of its length, and around the depth that the camera measured.
        package var samples = 6
        package var surfaceSamples = 3
        /// Noise of the latent vectors of scenes and of paths, relative to their spread.
        package var sceneNoise = 0.1
        package var pathNoise = 0.03
        package var loss = SceneLoss()
        package var data = TrajectorySettings()
        package var prior = LatentPrior.Settings()
        package var priorTraining = PriorTraining.Options()

        package init(batchSize: Int = SceneGeneration.defaultBatchSize) {
            loop = EpochLoop.Options(batchSize: batchSize)
        }

        /// The renderer of the training's rays.
        func renderer(_ scale: SceneScale) -> VolumeRenderer {
            var renderer = VolumeRenderer(scale)
            (renderer.samples, renderer.surfaceSamples) = (samples, surfaceSamples)
            return renderer
        }
    }

    /// The progress of a training.
    package enum Progress: Sendable {
        case scenes(EpochLoop.Progress)
        /// Share of the training of the prior that is done.
        case prior(Double)
    }

    package struct Result {
        package var model: SceneModel
        package var outcome: EpochLoop.Outcome
        /// Mean squared error of the colors of held-out frames.
        package var heldOutError: Double
    }

    /// Learning rates of the latent vectors of scenes and of paths, over that of the decoders.
    private static let (sceneRate, pathRate) = (2.0, 5.0)

    private let options: Options

    package init(_ options: Options) { self.options = options }

    /// Trains a model.
    ///
    /// - Parameters:
    ///   - sentences: the embedding of the text of each trajectory, `[trajectories, width]`; nil without sentences.
    ///   - progress: called after each step.
    package func callAsFunction(
        _ data: TrajectoryDataset,
        sentences: Tensor? = nil,
        events: EventWriter? = nil,
        progress: (Progress) -> Void = { _ in },
        isInterrupted: @escaping () -> Bool = { false }
    ) throws -> Result {
        let loop = try EpochLoop(SceneGeneration.name, options.loop, events: events, isInterrupted: isInterrupted)
        let session = loop.session
        let data = try data.moved(to: session.device)
        let prior = options.prior.describing(data, sentences: sentences)
        let model = try SceneModel(trajectories: data.count, prior: prior)
        try model.move(to: session.device)
        let optimizer = try optimizer(model)
        let renderer = options.renderer(data.scale)
        var heldOutError = Double.nan
        let outcome = try loop.run(
            model,
            optimizer.group,
            samples: data.count,
            description: "adam learningRate=\(options.learningRate)",
            // Exponential, to a tenth.
            learningRate: { options.learningRate * pow(0.1, $0) },
            metadata: {
                // Checkpoints before the end have no prior yet.
                let isWhole = session.samples >= data.count * (options.loop.epochs ?? .max)
                if isWhole {
                    try PriorTraining(options.priorTraining)(
                        model.prior,
                        model.latents.joined(),
                        ConditionSamples(data, prior.conditions, sentences: sentences),
                        progress: { progress(.prior($0)) }
                    )
                }
                return try TrainedScenes.Metadata(
                    data: options.data,
                    trajectories: data.count,
                    frames: data.frameCount,
                    scale: data.scale,
                    camera: data.intrinsics,
                    prior: prior,
                    hasPrior: isWhole,
                    seed: options.loop.seed,
                    processorSeconds: ProcessorTime.seconds()
                ).entries()
            },
            progress: { progress(.scenes($0)) },
            step: { trajectories in
                func gradients(_ trajectories: [Int64]) throws(TorchError) -> Tensor {
                    let loss = try self.loss(model, data, trajectories, renderer)
                    try optimizer.group.zeroGradients()
                    try loss.backward()
                    return loss
                }
                if let probe = session.probe {
                    probe.step = session.step
                    // A row of latent vectors belongs to one trajectory: a larger batch makes its gradient no better.
                    try probe.measureParts(samples: trajectories.count, of: model.decoders) { part throws(TorchError) in
                        _ = try gradients(Array(trajectories[part]))
                    }
                }
                let loss = try gradients(trajectories)
                optimizer.rows(trajectories)
                try optimizer.group.step()
                return try loss.detach()
            },
            evaluate: { events in
                heldOutError = try model.heldOutError(data)
                events?.evaluation(split: "test", accuracy: nil, loss: heldOutError)
                return heldOutError.isFinite
            }
        )
        model.eval()
        return Result(model: model, outcome: outcome, heldOutError: heldOutError)
    }

    private func loss(
        _ model: SceneModel,
        _ data: TrajectoryDataset,
        _ trajectories: [Int64],
        _ renderer: VolumeRenderer
    ) throws(TorchError) -> Tensor {
        let device = data.positions.device
        let rows = try Tensor(trajectories, shape: [trajectories.count], device: device)
        let batch = try data.batch(trajectories, rays: options.rays)
        let scene = try TrajectoryLatents.noisy(model.latents.scene, rows: rows, noise: options.sceneNoise)
        let path = try TrajectoryLatents.noisy(model.latents.path, rows: rows, noise: options.pathNoise)
        let seen = try model.render(scene, batch.rays, renderer, isRandom: true, surfaces: batch.depths)
        return try options.loss.scene(seen, batch)
            + options.loss.path(of: path, model.poseDecoder, data, trajectories)
    }

    /// The optimizers of the first stage.
    private struct Optimizers {
        let group: OptimizerGroup
        /// Sets the rows of the latent vectors that the next step changes.
        let rows: ([Int64]) -> Void
    }

    private func optimizer(_ model: SceneModel) throws(TorchError) -> Optimizers {
        let decoders = try Adam(model.decoders)
        let scenes = try RowAdam(NamedTensor("latents.scene", model.latents.scene))
        let paths = try RowAdam(NamedTensor("latents.path", model.latents.path))
        let group = OptimizerGroup(
            [(decoders, 1), (scenes, Self.sceneRate), (paths, Self.pathRate)],
            learningRate: options.learningRate
        )
        return Optimizers(group: group) { (scenes.rows, paths.rows) = ($0, $0) }
    }
}

extension SceneModel {
    /// Mean squared error of the colors of held-out frames, of at most 16 trajectories.
    fileprivate func heldOutError(_ data: TrajectoryDataset) throws(TorchError) -> Double {
        var renderer = VolumeRenderer(data.scale)
        renderer.samples = 24
        let count = min(16, data.count)
        var errors: [Double] = []
        for trajectory in (0..<count).map({ $0 * data.count / count }) {
            for frame in data.heldOutFrames {
                let truth = try data.batch(trajectory, frame: frame)
                errors.append(
                    try meanSquaredError(view(trajectory, truth.rays, renderer).color, truth.colors).item()
                )
            }
        }
        return errors.reduce(0, +) / Double(errors.count)
    }
}

extension LatentPrior.Settings {
    /// With the conditions that the data have.
    fileprivate func describing(_ data: TrajectoryDataset, sentences: Tensor?) -> LatentPrior.Settings {
        var settings = self
        let categories = Set(data.categories).subtracting([""]).sorted()
        settings.conditions.categories = categories.count > 1 ? categories : []
        settings.conditions.imageSize = data.intrinsics.width
        settings.conditions.textWidth = sentences?.shape[1]
        return settings
    }
}
