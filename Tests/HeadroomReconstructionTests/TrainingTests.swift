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

        // Pictures of a shape from two sides give the same volume, and those of other shapes of the class others.
        let threshold = try TrainedModel(path: path).metadata.threshold
        let pairs = try PairedReconstructions(
            result.networks.reconstruction,
            threshold: threshold,
            SmallShapes.data(.test, 40, views: 2)
        )
        let (sameShape, otherShape) = (pairs.overlap { ($0, 0, $0, 1) }, pairs.overlap { ($0, 0, ($0 + 4) % 40, 1) })
        #expect(sameShape > otherShape + 0.1, "\(sameShape) \(otherShape)")

        // The model file gives the same results.
        let loaded = try TrainedModel(path: path)
        let again = try EvaluationDocument(evaluation(loaded.networks, training), processorSeconds: 0)
        #expect(again == after)
        #expect(Double(loaded.metadata.threshold) > 0)
    }

    /// In as many steps, on an eighth of the shapes and on all.
    @Test func moreShapesMakeItBetter() throws {
        defer { folder.remove() }
        func overlap(shapes: Int, epochs: Int) throws -> Double {
            let training = try SmallShapes.data(.training, shapes, views: 4)
            let result = try ReconstructionTraining(options(epochs: epochs))(training: training, validation: training)
            return try evaluation(result.networks, training).oneView.mean
        }
        let (few, many) = (try overlap(shapes: 12, epochs: 24), try overlap(shapes: 96, epochs: 3))
        #expect(many > few + 0.02, "\(few) \(many)")
    }

    /// In the frame of the view, in which it is known on which side something is.
    @Test func aMirroredPictureGivesAMirroredVolume() throws {
        defer { folder.remove() }
        func data(_ split: ShapeSplit, _ count: Int, views: Int) throws -> ViewDataset {
            let lamps = split.shapes(2 * count, of: [.lamp]).filter { !$0.variant.contains("no arm") }.prefix(count)
            return try ViewDataset(
                lamps.flatMap { Array(repeating: .object($0), count: views) },
                viewsPerShape: 1,
                ShapeViewing(frame: .view),
                seed: 3
            )
        }
        let result = try ReconstructionTraining(options(epochs: 3))(
            training: data(.training, 100, views: 4),
            validation: data(.validation, 20, views: 1)
        )
        let test = try data(.test, 30, views: 1)
        let model = result.networks.reconstruction
        let threshold = try TrainedModel(path: path).metadata.threshold
        let seen = try PairedReconstructions(model, threshold: threshold, test)
        let mirrored = try PairedReconstructions(model, threshold: threshold, test, isMirrored: true)
        let same = seen.overlap(with: mirrored, mirrored: true)
        let unmirrored = seen.overlap(with: mirrored, mirrored: false)
        #expect(same > unmirrored + 0.1, "\(same) \(unmirrored)")
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
