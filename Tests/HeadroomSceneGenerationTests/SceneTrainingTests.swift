import HeadroomSceneGeneration
import HeadroomScenes
import HeadroomTorch
import HeadroomTraining
import TestSupport
import Testing

/// Short trainings, and what catches a model that only seems to learn.
@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct SceneTrainingTests {
    init() throws { try loadEngine() }

    private func train(_ data: TrajectoryDataset, epochs: Int, seed: UInt64 = 1) throws -> SceneModel {
        var options = SceneTraining.Options(batchSize: 8)
        (options.loop.epochs, options.loop.seed) = (epochs, seed)
        return try SceneTraining(options)(data).model
    }

    private func evaluate(_ model: SceneModel, _ data: TrajectoryDataset) throws -> SceneEvaluation {
        var renderer = VolumeRenderer(data.scale)
        renderer.samples = 32
        return try SceneEvaluation(model, data, renderer: renderer)
    }

    /// Frames that were not trained on are better than the mean color, not much worse than those that were, and those of
    /// another scene's latent vector are not.
    @Test func aShortTrainingSeesTheScenes() throws {
        let data = try TrajectoryDataset(SmallRooms.settings(8).trajectories())
        let trained = try evaluate(train(data, epochs: 250), data)
        let quality = trained.heldOutFrames.ratio
        #expect(quality > trained.baselines.meanColor.ratio + 4, "\(quality)")
        #expect(quality > trained.permutedLatents.ratio + 2.5, "\(trained.permutedLatents.ratio)")
        #expect(abs(trained.trainingFrames.ratio - quality) < 3)
        #expect(trained.paths.medianAngle < 25 && trained.paths.translationRatio < 0.5, "\(trained.paths)")

        let untrained = try evaluate(train(data, epochs: 1), data)
        #expect(untrained.heldOutFrames.ratio < untrained.baselines.meanColor.ratio + 1)
        #expect(untrained.paths.translationRatio > 0.5)
    }

    /// The path of another trajectory moves the camera and leaves the scene as it is, to the bit.
    @Test func scenesAndPathsAreApart() throws {
        let data = try TrajectoryDataset(SmallRooms.settings(8).trajectories())
        let model = try train(data, epochs: 2)
        let planes = try model.sceneDecoder(model.latents.scene).floats()
        try withoutGradients { () throws(TorchError) in
            try model.latents.path.copy(from: model.latents.path.flip([0]))
        }
        #expect(try model.sceneDecoder(model.latents.scene).floats() == planes)
        let joined = try TrajectoryLatents.parts(model.latents.joined())
        #expect(try joined.scene.floats() == model.latents.scene.floats())
        #expect(try joined.path.floats() == model.latents.path.floats())
    }

    /// A training repeats itself with its seed, and no other.
    @Test func aSeedRepeatsATraining() throws {
        let data = try TrajectoryDataset(SmallRooms.settings(8).trajectories())
        let runs = try [1, 1, 2].map { try train(data, epochs: 3, seed: $0).latents.scene.floats() }
        #expect(runs[0] == runs[1] && runs[0] != runs[2])
    }

    /// A training that was stopped goes on to the same bits; until its end it has no prior.
    @Test func aStoppedTrainingGoesOn() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let data = try TrajectoryDataset(SmallRooms.settings(8).trajectories())
        var options = SceneTraining.Options(batchSize: 4)
        options.data = SmallRooms.settings(8)
        (options.loop.epochs, options.loop.seed) = (6, 1)
        options.priorTraining.steps = 10
        options.loop.checkpoint = "\(folder.path)/whole"
        let whole = try SceneTraining(options)(data).model
        options.loop.checkpoint = "\(folder.path)/part"
        var steps = 0
        let part = try SceneTraining(options)(data, progress: { _ in steps += 1 }, isInterrupted: { steps >= 5 })
        #expect(part.outcome.isStopped)
        let stopped = try TrainedScenes(path: "\(folder.path)/part")
        #expect(throws: WorkloadError.self) { try stopped.prior(path: "part") }
        options.loop.resume = "\(folder.path)/part"
        let rest = try SceneTraining(options)(data).model
        #expect(try rest.latents.scene.floats() == whole.latents.scene.floats())
        let (first, second) = try (
            TrainedScenes(path: "\(folder.path)/whole"), TrainedScenes(path: "\(folder.path)/part")
        )
        #expect(first.metadata.hasPrior && second.metadata.hasPrior)
        for (one, other) in zip(first.model.state, second.model.state) {
            #expect(try one.name == other.name && one.tensor.doubles() == other.tensor.doubles(), "\(one.name)")
        }
    }

    /// The nearest frame is one that was trained on, and is better than the mean color where frames are close together.
    @Test func baselinesAreOfTrainingFrames() throws {
        var settings = SmallRooms.settings(4)
        settings.frames = 24
        let data = try TrajectoryDataset(settings.trajectories())
        #expect(Set(data.heldOutFrames).isDisjoint(with: data.trainingFrames))
        #expect(data.heldOutFrames.count + data.trainingFrames.count == 24)
        let evaluation = try evaluate(SceneModel(trajectories: 4), data)
        #expect(evaluation.baselines.nearestFrame.ratio > evaluation.baselines.meanColor.ratio + 2)
    }
}
