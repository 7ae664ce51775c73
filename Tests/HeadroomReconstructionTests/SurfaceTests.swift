import HeadroomCommandLine
import HeadroomReconstruction
import HeadroomScenes
import HeadroomTorch
import HeadroomTraining
import TestSupport
import Testing

/// Reconstructions as points, patches and a template.
@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct SurfaceTests {
    static let outputs: [ReconstructionOutput] = [.points, .patches, .template]
    private let folder: Folder

    init() throws {
        try loadEngine()
        folder = try Folder()
    }

    private var path: String { "\(folder.path)/model.safetensors" }

    private func data(_ split: ShapeSplit, _ count: Int, views: Int) throws -> SurfaceDataset {
        try SurfaceDataset(SmallShapes.data(split, count, views: views), seed: 3)
    }

    private func options(_ output: ReconstructionOutput, epochs: Int, batchSize: Int) -> ReconstructionTraining.Options
    {
        var options = ReconstructionTraining.Options(batchSize: batchSize)
        options.output = output
        options.loop.epochs = epochs
        options.loop.checkpoint = path
        return options
    }

    private func evaluation(_ model: SurfaceModel, _ shapes: SurfaceDataset) throws -> SurfaceEvaluation {
        try SurfaceEvaluation(model, training: shapes, validation: shapes, test: shapes, points: 1000)
    }

    @Test(arguments: outputs) func aFewShapesAreLearnedByHeart(output: ReconstructionOutput) throws {
        defer { folder.remove() }
        let shapes = try data(.training, 4, views: 3)
        let untrained = try #require(try SurfaceModel(output, .batch))
        let before = try evaluation(untrained, shapes)
        let result = try SurfaceTraining(options(output, epochs: 16, batchSize: 4))(
            training: shapes,
            validation: shapes
        )
        let after = try evaluation(result.model, shapes)
        #expect(
            after.oneView.chamfer.mean < 0.6 * before.oneView.chamfer.mean,
            "\(before.oneView.chamfer.mean) \(after.oneView.chamfer.mean)"
        )
        // Pictures of other shapes give other shapes.
        #expect(after.shuffledImages.chamfer.mean > 1.3 * after.oneView.chamfer.mean)
        #expect(after.oneView.fScore2.mean > before.oneView.fScore2.mean)

        // The model file gives the same surface, to the bit; so does the bundle, without the state of the training.
        let views = try shapes.views.views(of: 0..<1)
        let surface = try result.model.reconstruct(views)
        let trained = try #require(try TrainedSurface(path: path))
        #expect(trained.metadata.output == output)
        #expect(try trained.model.reconstruct(views) == surface)
        let bundle = "\(folder.path)/bundle.safetensors"
        try trained.writeBundle(to: bundle)
        #expect(try TrainedSurface(path: bundle)?.model.reconstruct(views) == surface)
    }

    @Test func aTemplateKeepsTheTopologyOfTheSphere() throws {
        defer { folder.remove() }
        let shapes = try data(.training, 4, views: 3)
        let model = try SurfaceTraining(options(.template, epochs: 8, batchSize: 4))(
            training: shapes,
            validation: shapes
        ).model
        for shape in 0..<4 {
            let mesh = try model.reconstruct(shapes.views.views(of: shape..<shape + 1))
            #expect(mesh.vertices.count == 642 && mesh.triangles.count == 1280)
            #expect(mesh.eulerCharacteristic == 2 && mesh.isConsistentlyOriented)
            #expect(mesh.volume > 0)
        }
        let topology = try #require(try evaluation(model, shapes).topology)
        #expect(topology.eulerCharacteristic == 2 && topology.isClosed && topology.facesOutward == 1)
        #expect(topology.foldedEdges < 0.2)
    }

    @Test(arguments: outputs) func aTrainingThatWasEndedGoesOnToTheSameBits(output: ReconstructionOutput) throws {
        defer { folder.remove() }
        let shapes = try data(.training, 4, views: 1)
        func values(_ result: SurfaceTraining.Result) throws -> [[Float]] {
            try result.model.state.map { try $0.tensor.floats() }
        }
        let whole = try SurfaceTraining(options(output, epochs: 2, batchSize: 2))(training: shapes, validation: shapes)
        var steps = 0
        _ = try SurfaceTraining(options(output, epochs: 2, batchSize: 2))(
            training: shapes,
            validation: shapes,
            progress: { steps = $0.step },
            isInterrupted: { steps >= 3 }
        )
        #expect(steps == 3)
        var resumed = options(output, epochs: 2, batchSize: 2)
        resumed.loop.resume = path
        let rest = try SurfaceTraining(resumed)(training: shapes, validation: shapes)
        #expect(try values(rest) == values(whole))
    }

    @Test(arguments: outputs) func surfacesHaveTheShapesOfTheirKind(output: ReconstructionOutput) throws {
        defer { folder.remove() }
        let model = try #require(try SurfaceModel(output, .group))
        let latent = try Tensor.randn([3, 64])
        let sample = try model.decoder.sample(latent)
        let vertices = try model.decoder.vertices(latent)
        #expect(sample.points.shape == [3, output == .template ? 1280 : 1024, 3])
        #expect(vertices.shape[0] == 3 && vertices.shape[2] == 3)
        #expect((output == .points) == model.decoder.triangles.isEmpty)
        #expect(model.decoder.triangles.allSatisfy { Int($0.max()) < vertices.shape[1] })
        // Each latent vector has its own surface, whatever else is in the batch.
        let alone = try model.decoder.vertices(latent.narrow(dimension: 0, start: 1, length: 1)).floats()
        let among = try vertices.select(dimension: 0, 1).floats()
        #expect(zip(alone, among).allSatisfy { abs($0 - $1) < 1e-5 })
    }

    @Test func noModelOfSurfacesIsMadeOfVolumes() throws {
        defer { folder.remove() }
        #expect(try SurfaceModel(.volume, .batch) == nil)
        #expect(try TrainedSurface(path: "/nowhere.safetensors") == nil)
        let shapes = try data(.training, 2, views: 1)
        #expect(throws: WorkloadError.self) {
            try SurfaceTraining(options(.volume, epochs: 1, batchSize: 2))(training: shapes, validation: shapes)
        }
    }

    @Test func formatsWithoutAPlaceForItAreRefused() throws {
        defer { folder.remove() }
        let sphere = Mesh.icosphere(radius: 0.4, divisions: 1)
        let points = Mesh(vertices: sphere.vertices, triangles: [])
        for (mesh, name, word) in [(points, "a.glb", ".ply"), (sphere, "a.binvox", ".glb"), (sphere, "a.npz", ".stl")] {
            let error = #expect(throws: CommandFailure.self) {
                try ReconstructedSurface(mesh).write(to: "\(folder.path)/\(name)")
            }
            #expect(error?.hint?.contains(word) ?? false, "\(String(describing: error))")
        }
        try ReconstructedSurface(points).write(to: "\(folder.path)/a.ply")
        try ReconstructedSurface(sphere).write(to: "\(folder.path)/a.stl")
        #expect(try Mesh(contentsOf: "\(folder.path)/a.stl").triangles.count == sphere.triangles.count)
    }
}
