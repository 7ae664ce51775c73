import HeadroomReconstruction
import HeadroomScenes
import HeadroomTorch
import HeadroomTraining
import TestSupport
import Testing

/// Reconstructions as functions of the position.
@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct ImplicitTests {
    private let folder: Folder

    init() throws {
        try loadEngine()
        folder = try Folder()
    }

    /// Parts that are evaluated by themselves fit together.
    @Test(arguments: [32, 40]) func aVolumeHasTheValuesAtTheCentersOfItsCells(side: Int) throws {
        defer { folder.remove() }
        try Engine.seed(1)
        let decoder = try ImplicitDecoder(latentWidth: 8, resolution: 32)
        let latent = try Tensor.randn([2, 8])
        let volume = try decoder.volume(latent, resolution: side)
        #expect(volume.shape == [2, 1, side, side, side])
        let cells: [SIMD3<Int>] = [[0, 0, 0], [side - 1, 0, 5], [3, side - 2, 17], [side - 1, side - 1, side - 1]]
        var centers: [Float] = []
        for cell in cells {
            for axis in 0..<3 { centers.append((2 * Float(cell[axis]) + 1) / Float(side) - 1) }
        }
        let values = try decoder(Tensor(centers, shape: [1, cells.count, 3]), latent)
        let grid = try volume.floats()
        for (index, cell) in cells.enumerated() {
            for object in 0..<2 {
                let row = (object * side + cell.z) * side + cell.y
                let expected = grid[row * side + cell.x]
                let value = try values.select(dimension: 0, object).select(dimension: 0, index).item()
                #expect(abs(Double(expected) - value) < 1e-5)
            }
        }
    }

    @Test func aFewShapesAreLearnedByHeart() throws {
        defer { folder.remove() }
        let shapes = try SmallShapes.data(.training, 4, views: 3)
        var options = ReconstructionTraining.Options(batchSize: 12)
        options.output = .implicit
        options.loop.epochs = 80
        options.loop.checkpoint = "\(folder.path)/model.safetensors"
        func overlap(_ model: ImageVAE) throws -> Double {
            model.eval()
            return try Reconstructions(model, shapes, views: 1).overlap(0.5).mean
        }
        let untrained = try TrainingNetworks(options.networks)
        #expect(try overlap(untrained.reconstruction) < 0.3)
        let result = try ReconstructionTraining(options)(training: shapes, validation: shapes)
        let model = result.networks.reconstruction
        let learned = try overlap(model)
        #expect(learned > 0.45, "\(learned)")

        let views = try shapes.views(of: 0..<1)
        let trained = try TrainedModel(path: "\(folder.path)/model.safetensors")
        #expect(trained.metadata.networks.output == .implicit)
        let values = try withoutGradients { () throws(TorchError) in
            try trained.model.reconstruct(views, resolution: 64).floats()
        }
        let again = try withoutGradients { () throws(TorchError) in
            try model.reconstruct(views, resolution: 64).floats()
        }
        #expect(values == again)
        // At any resolution it is one surface that is closed.
        let surface = ScalarGrid(resolution: 64, values: values).surface(atLeast: 0.5)
        #expect(surface.isWatertight)
    }
}
