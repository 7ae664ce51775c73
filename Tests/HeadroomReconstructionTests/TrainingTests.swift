import HeadroomReconstruction
import HeadroomScenes
import HeadroomTorch
import HeadroomTraining
import TestSupport
import Testing

/// Short trainings, and what a model that learned nothing, or a test that leaks, would show.
@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct TrainingTests {
    private let folder: Folder

    init() throws {
        try loadEngine()
        folder = try Folder()
    }

    private var path: String { "\(folder.path)/model.safetensors" }

    private func options(epochs: Int, batchSize: Int = 16) -> ReconstructionTraining.Options {
        var options = ReconstructionTraining.Options(batchSize: batchSize)
        options.loop.epochs = epochs
        options.loop.checkpoint = path
        return options
    }

    private func evaluation(_ network: TrainingNetworks, _ training: ViewDataset) throws -> ReconstructionEvaluation {
        let validation = try SmallShapes.data(.validation, 40)
        return try ReconstructionEvaluation(
            network,
            threshold: ThresholdSearch.best(network.reconstruction, on: validation),
            training: training,
            validation: validation,
            test: SmallShapes.data(.test, 40, views: 3)
        )
    }

    @Test func aFewShapesAreLearnedByHeart() throws {
        defer { folder.remove() }
        let shapes = try SmallShapes.data(.training, 8, views: 3)
        let result = try ReconstructionTraining(options(epochs: 120, batchSize: 8))(
            training: shapes,
            validation: shapes
        )
        let overlap = try ReconstructionEvaluation(
            result.networks,
            threshold: 0.5,
            training: shapes,
            validation: shapes,
            test: shapes
        ).oneView
        #expect(overlap.mean > 0.85, "\(overlap.mean)")
    }

    @Test func aShortTrainingIsBetterThanTheMeanShapeAndUsesThePicture() throws {
        defer { folder.remove() }
        let training = try SmallShapes.data(.training, 240, views: 4)
        let untrained = try TrainingNetworks(NetworkSettings())
        let before = try EvaluationDocument(evaluation(untrained, training), processorSeconds: 0)
        #expect(before.views.one.iou < before.baselines.meanShape)

        let result = try ReconstructionTraining(options(epochs: 4))(
            training: training,
            validation: SmallShapes.data(.validation, 40)
        )
        let after = try EvaluationDocument(evaluation(result.networks, training), processorSeconds: 0)
        let overlap = after.views.one.iou
        #expect(overlap > after.baselines.meanShape + 0.08, "\(after)")
        #expect(after.shuffledImages < after.baselines.meanShape + 0.02)
        #expect(after.blankImage < after.baselines.meanShape + 0.02)
        #expect(after.baselines.oracleNearest > after.baselines.imageNearest)

        // The model file gives the same results.
        let loaded = try TrainedModel(path: path)
        let again = try EvaluationDocument(evaluation(loaded.networks, training), processorSeconds: 0)
        #expect(again == after)
        #expect(Double(loaded.metadata.threshold) > 0)
    }

    @Test func aTrainingOnShuffledPairsLearnsNoMoreThanTheMeanShape() throws {
        defer { folder.remove() }
        let data = try SmallShapes.data(.training, 240, views: 4)
        let result = try ReconstructionTraining(options(epochs: 4))(
            training: data.withShuffledVolumes(seed: 5),
            validation: SmallShapes.data(.validation, 40)
        )
        let document = try EvaluationDocument(evaluation(result.networks, data), processorSeconds: 0)
        #expect(document.views.one.iou < document.baselines.meanShape + 0.03, "\(document)")
    }

    /// Ended within an epoch.
    @Test func aTrainingThatWasEndedGoesOnToTheSameBits() throws {
        defer { folder.remove() }
        let (training, validation) = (
            try SmallShapes.data(.training, 24, views: 2), try SmallShapes.data(.validation, 4)
        )
        func values(_ result: ReconstructionTraining.Result) throws -> [[Float]] {
            try result.networks.state.map { try $0.tensor.floats() }
        }
        let whole = try ReconstructionTraining(options(epochs: 3))(training: training, validation: validation)
        var steps = 0
        _ = try ReconstructionTraining(options(epochs: 3))(
            training: training,
            validation: validation,
            progress: { steps = $0.loop.step },
            isInterrupted: { steps >= 4 }
        )
        #expect(steps == 4)
        var resumed = options(epochs: 3)
        resumed.loop.resume = path
        let rest = try ReconstructionTraining(resumed)(training: training, validation: validation)
        #expect(rest.outcome.steps == 9)
        #expect(try values(rest) == values(whole))
    }
}
