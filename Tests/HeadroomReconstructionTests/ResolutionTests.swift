import HeadroomReconstruction
import HeadroomScenes
import HeadroomTorch
import HeadroomTraining
import TestSupport
import Testing

/// Volumes of more than 32 cells on each side.
@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct ResolutionTests {
    private let folder: Folder

    init() throws {
        try loadEngine()
        folder = try Folder()
    }

    @Test(arguments: VolumeGenerator.resolutions) func allNetworksHaveTheResolution(side: Int) throws {
        defer { folder.remove() }
        var settings = NetworkSettings()
        settings.resolution = side
        settings.discriminator = .conditional
        let networks = try TrainingNetworks(settings)
        let latent = try Tensor.randn([1, ImageVAE.latentWidth])
        let volume = try networks.reconstruction.generator(latent).sigmoid()
        #expect(volume.shape == [1, 1, side, side, side])
        #expect(try networks.voxelEncoder?(volume).mean.shape == [1, ImageVAE.latentWidth])
        #expect(try networks.discriminator?(volume, latent).shape == [1])
        settings.merging = .scores
        let merged = try ImageVAE(settings)(Tensor.rand([1, 2, 3, 64, 64])).logits
        #expect(merged.shape == [1, 1, side, side, side])
    }

    @Test func aModelRemembersItsResolution() throws {
        defer { folder.remove() }
        var options = ReconstructionTraining.Options(batchSize: 2)
        options.shapes.shapes = 4
        options.shapes.views = 1
        options.shapes.resolution = 64
        options.loop.epochs = 1
        options.loop.checkpoint = "\(folder.path)/model.safetensors"
        let training = try options.shapes.training(seed: 1)
        #expect(training.volumes.shape == [4, 1, 64, 64, 64])
        let shapes = ShapeSplit.training.shapes(4, of: ObjectClass.basic)
        let cells = try training.volumes.select(dimension: 0, 3).floats().map { $0 == 1 }
        #expect(cells == ObjectVolume(shapes[3], resolution: 64).grid.cells)

        _ = try ReconstructionTraining(options)(training: training, validation: training)
        let trained = try TrainedModel(path: "\(folder.path)/model.safetensors")
        #expect(trained.metadata.shapes.resolution == 64 && trained.metadata.networks.resolution == 64)
        let views = try training.views(of: 0..<1)
        #expect(try trained.model.reconstruct(views).shape == [1, 1, 64, 64, 64])
        #expect(try trained.model.reconstruct(views, resolution: 96).shape == [1, 1, 96, 96, 96])
    }

    @Test func whatDoesNotFitIntoTheMemoryIsRefused() throws {
        defer { folder.remove() }
        var settings = ShapeSettings()
        try settings.checkMemory(availableBytes: 1 << 30)
        settings.resolution = 128
        let error = #expect(throws: WorkloadError.self) { try settings.checkMemory(availableBytes: 1 << 30) }
        // 128 x 128 x 128 bytes for each of 1,200 shapes, twice.
        #expect(
            error?.description.contains("need 4.69 GiB of memory, and 1.00 GiB are available") ?? false,
            "\(String(describing: error))"
        )
    }
}
