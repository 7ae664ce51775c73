import Glibc
package import HeadroomEvents
import HeadroomTorch
package import HeadroomTraining

/// The training of the first stage: decoders with Adam, latent vectors with Adam by rows.
package struct SceneTraining {
    package struct Options: Sendable {
        package var loop: EpochLoop.Options
        /// Of the decoders; those of the latent vectors are multiples.
        package var learningRate = 4e-3
        /// Rays of each trajectory in a step, and samples on a ray.
        package var rays = 128
        package var samples = 6
        /// Samples of a ray around the depth that the camera measured.
        package var surfaceSamples = 3
        /// Noise of the latent vectors of scenes and of paths, relative to their spread.
        package var sceneNoise = 0.1
        package var pathNoise = 0.03
        package var loss = SceneLoss()

        package init(batchSize: Int = 8) { loop = EpochLoop.Options(batchSize: batchSize) }

    }

    private static let (sceneRate, pathRate) = (2.0, 5.0)

    private let options: Options

    package init(_ options: Options) { self.options = options }

    package func callAsFunction(
        _ data: TrajectoryDataset,
        events: EventWriter? = nil,
        progress: (EpochLoop.Progress) -> Void = { _ in },
        isInterrupted: @escaping () -> Bool = { false }
    ) throws -> (model: SceneModel, outcome: EpochLoop.Outcome) {
        let loop = try EpochLoop("scenes", options.loop, events: events, isInterrupted: isInterrupted)
        let model = try SceneModel(trajectories: data.count)
        try model.move(to: loop.session.device)
        let networks = try Adam(model.networks)
        let scenes = try RowAdam(NamedTensor("latents.scene", model.latents.scene))
        let paths = try RowAdam(NamedTensor("latents.path", model.latents.path))
        let optimizer = OptimizerGroup(
            [(networks, 1), (scenes, Self.sceneRate), (paths, Self.pathRate)],
            learningRate: options.learningRate
        )
        var renderer = VolumeRenderer(data.scale)
        renderer.samples = options.samples
        renderer.surfaceSamples = options.surfaceSamples
        let frames = data.trainingFrames
        let frameIndices = try Tensor(frames.map(Int64.init), shape: [frames.count])
        let times = try data.times.indexSelect(dimension: 1, indices: frameIndices)
        let outcome = try loop.run(
            model,
            optimizer,
            samples: data.count,
            description: "adam learningRate=\(options.learningRate)",
            // Exponential, to a tenth.
            learningRate: { options.learningRate * Self.decay($0) },
            progress: progress,
            step: { trajectories in
                (scenes.rows, paths.rows) = (trajectories, trajectories)
                let rows = try Tensor(trajectories, shape: [trajectories.count])
                let batch = try data.batch(trajectories, rays: options.rays)
                let scene = try TrajectoryLatents.noisy(model.latents.scene, rows: rows, noise: options.sceneNoise)
                let path = try TrajectoryLatents.noisy(model.latents.path, rows: rows, noise: options.pathNoise)
                let seen = try model.render(scene, batch.rays, renderer, isRandom: true, surfaces: batch.depths)
                func truth(_ table: Tensor) throws(TorchError) -> Tensor {
                    try table.indexSelect(dimension: 0, indices: rows).indexSelect(dimension: 1, indices: frameIndices)
                }
                let decoded = try model.poseDecoder(path, times.expand([trajectories.count, frames.count]))
                let loss =
                    try options.loss.scene(seen, batch)
                    + options.loss.path(decoded, rotation: truth(data.quaternions), position: truth(data.positions))
                try optimizer.zeroGradients()
                try loss.backward()
                try optimizer.step()
                return try loss.detach()
            },
            evaluate: { _ in true }
        )
        return (model, outcome)
    }

    private static func decay(_ fraction: Double) -> Double { pow(0.1, fraction) }
}
