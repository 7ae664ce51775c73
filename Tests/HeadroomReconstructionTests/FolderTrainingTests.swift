import HeadroomReconstruction
import HeadroomScenes
import HeadroomTorch
import HeadroomTraining
import TestSupport
import Testing

/// Trainings on folders of shapes, and models that remember them.
@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct FolderTrainingTests {
    init() throws { try loadEngine() }

    /// Boxes of all proportions, without classes.
    private func boxes() throws -> ShapeFolder {
        let folder = try ShapeFolder()
        for number in 0..<30 {
            let size = SIMD3<Float>(1, 0.2 + Float(number % 6) * 0.15, 0.2 + Float(number / 6) * 0.19)
            let part = number % 5 == 0 ? "test" : number % 5 == 1 ? "validation" : "training"
            try folder.write(ShapeFolder.box(size), "object/\(part)/\(number).obj")
        }
        return folder
    }

    @Test func aModelRemembersItsShapes() throws {
        let folder = try boxes()
        defer { folder.remove() }
        var options = ReconstructionTraining.Options(batchSize: 8)
        options.shapes = ShapeSettings(try DataFolder(folder.path))
        options.shapes.frame = .view
        options.shapes.views = 3
        options.loop.epochs = 1
        options.loop.checkpoint = "\(folder.path)/model.safetensors"
        let training = try options.shapes.training(seed: 1)
        // In the frame of the view each picture has a volume of its own.
        #expect(training.shapeCount == 54 && training.viewsPerShape == 1)
        let volumes = try (0..<3).map { try training.volumes.select(dimension: 0, $0).floats() }
        #expect(Set(volumes).count > 1)
        _ = try ReconstructionTraining(options)(training: training, validation: options.shapes.validation())

        let model = try TrainedModel(path: "\(folder.path)/model.safetensors")
        #expect(model.metadata.shapes == options.shapes)
        #expect(model.metadata.shapes.classNames == ["object"])
        let evaluation = try ReconstructionEvaluation(
            model.networks,
            threshold: model.metadata.threshold,
            training: model.metadata.shapes.training(seed: 1),
            validation: model.metadata.shapes.validation(),
            test: model.metadata.shapes.test()
        )
        let document = EvaluationDocument(evaluation, processorSeconds: 1)
        #expect(document.classes == ["object": document.views.one.iou])
        #expect(document.baselines.classMean == document.baselines.meanShape)
        #expect(document.baselines.oracleNearest >= document.baselines.imageNearest)
        // The pictures of a shape in the test are from the same side, at several elevations.
        let test = try model.metadata.shapes.test()
        #expect(test.shapeCount == 6 && test.viewsPerShape == 3)

        try folder.write(ShapeFolder.box([1, 1, 1]), "object/test/99.obj")
        #expect(throws: SceneFileError.self) { try model.metadata.shapes.test() }
    }

    @Test func pointsOfMeshesAreLearned() throws {
        let folder = try boxes()
        defer { folder.remove() }
        var options = ReconstructionTraining.Options(batchSize: 8)
        options.shapes = ShapeSettings(try DataFolder(folder.path))
        options.shapes.frame = .view
        options.shapes.views = 3
        options.output = .points
        options.loop.epochs = 6
        options.loop.checkpoint = "\(folder.path)/model.safetensors"
        let (training, validation, test) = (
            try options.shapes.surfaces(.training, seed: 1), try options.shapes.surfaces(.validation, seed: 1),
            try options.shapes.surfaces(.test, seed: 1)
        )
        #expect(training.views.shapeCount == 54 && test.views.viewsPerShape == 3)
        let model = try SurfaceTraining(options)(training: training, validation: validation).model
        let evaluation = try SurfaceEvaluation(
            model,
            training: training,
            validation: validation,
            test: test,
            points: 500
        )
        let document = SurfaceDocument(evaluation, output: .points, processorSeconds: 1)
        #expect(document.views.one.chamferL1 < 0.1, "\(document)")
        #expect(document.baselines.oracleNearest.chamferL1 < document.baselines.meanShape.chamferL1)
    }

    /// A folder of pictures and volumes has the surfaces of these.
    @Test func surfacesOfVolumes() throws {
        let folder = try ShapeFolder()
        defer { folder.remove() }
        let objects = (0..<10 as Range<UInt64>).map { ObjectClass.chair.object(seed: $0) }
        for (number, object) in objects.enumerated() { try folder.writeShapeNet("0300/\(number)", object) }
        let settings = ShapeSettings(try DataFolder(folder.path))
        let surfaces = try settings.surfaces(.training, seed: 1)
        let points = try surfaces.batch([0]).points.floats()
        #expect(points.count == 3 * 1024 && points.allSatisfy { abs($0) <= 0.5 })
    }

    /// A class that is not trained on has no mean shape of its own.
    @Test func aClassOfTheTestAlone() throws {
        var settings = ShapeSettings()
        settings.division = .oneClass
        settings.shapes = 12
        let network = try TrainingNetworks(NetworkSettings())
        let evaluation = try ReconstructionEvaluation(
            network,
            threshold: 0.5,
            training: settings.training(seed: 1),
            validation: ViewDataset(
                ShapeSplit.validation.shapes(8, of: settings.classes, .oneClass),
                viewsPerShape: 1,
                seed: 1
            ),
            test: ViewDataset(ShapeSplit.test.shapes(8, of: settings.classes, .oneClass), viewsPerShape: 3, seed: 2)
        )
        let document = EvaluationDocument(evaluation, processorSeconds: 0)
        #expect(Set(document.classes.keys) == ["lamp"])
        #expect(document.baselines.classMean == document.baselines.meanShape)
    }
}
