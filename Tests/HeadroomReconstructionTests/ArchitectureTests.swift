import HeadroomReconstruction
import HeadroomScenes
import HeadroomTorch
import HeadroomTraining
import TestSupport
import Testing

/// The 3D-VAE-GAN and the TL-embedding network.
@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct ArchitectureTests {
    private let folder: Folder

    init() throws {
        try loadEngine()
        folder = try Folder()
    }

    private var path: String { "\(folder.path)/model.safetensors" }

    private func options(
        _ architecture: Architecture,
        epochs: Int = 1,
        discriminator: VolumeDiscriminator.Kind = .unconditional
    ) -> ReconstructionTraining.Options {
        var options = ReconstructionTraining.Options(batchSize: 8)
        options.loop.epochs = epochs
        options.loop.checkpoint = path
        options.architecture = architecture
        options.discriminator = discriminator
        return options
    }

    private func values(_ networks: Module) throws -> [[Float]] { try networks.state.map { try $0.tensor.floats() } }

    @Test(arguments: VolumeDiscriminator.Kind.allCases)
    func anAdversarialTrainingGoesOnToTheSameBits(discriminator: VolumeDiscriminator.Kind) throws {
        defer { folder.remove() }
        let (training, validation) = (
            try SmallShapes.data(.training, 8, views: 2), try SmallShapes.data(.validation, 4)
        )
        var options = options(.vaeGAN, epochs: 2, discriminator: discriminator)
        let whole = try ReconstructionTraining(options)(training: training, validation: validation)
        var steps = 0
        _ = try ReconstructionTraining(options)(
            training: training,
            validation: validation,
            progress: { steps = $0.loop.step },
            isInterrupted: { steps >= 2 }
        )
        options.loop.resume = path
        let rest = try ReconstructionTraining(options)(training: training, validation: validation)
        #expect(try values(rest.networks) == values(whole.networks))
    }

    @Test(arguments: [Supervision.voxels, .weak])
    func allNetworksOfAnAdversarialTrainingAreTrained(supervision: Supervision) throws {
        defer { folder.remove() }
        let (training, validation) = (try SmallShapes.data(.training, 16), try SmallShapes.data(.validation, 4))
        try Engine.seed(0)
        var options = options(.vaeGAN, epochs: 2, discriminator: .conditional)
        options.supervision = supervision
        let before = try TrainingNetworks(options.networks)
        let after = try ReconstructionTraining(options)(training: training, validation: validation).networks
        let unmoved = try zip(before.parameters, after.parameters).filter { pair in
            try pair.0.tensor.floats() == pair.1.tensor.floats()
        }
        // Within the margin of the hinge loss, a bias of the score moves real and generated volumes to the same extent.
        #expect(unmoved.allSatisfy { $0.0.name == "discriminator.score.bias" }, "\(unmoved.map(\.0.name))")
        #expect(try after.discriminator?.accuracy.item() != 0.5)
        // On every second of the four steps.
        #expect(try after.discriminator?.occasions.item() == 2)
        #expect(try after.discriminator?.updates.item() == 2)
    }

    /// What is used after the training gives the same volumes without the networks that only helped to train it.
    @Test func aBundleReconstructsToTheSameBits() throws {
        defer { folder.remove() }
        let data = try SmallShapes.data(.training, 16)
        _ = try ReconstructionTraining(options(.vaeGAN))(training: data, validation: data)
        let trained = try TrainedModel(path: path)
        let bundle = "\(folder.path)/bundle.safetensors"
        try trained.writeBundle(to: bundle)
        let names = try StateFileReader(bundle).names
        #expect(!names.isEmpty && names.allSatisfy { $0.hasPrefix("reconstruction.") })
        let loaded = try TrainedModel(path: bundle)
        #expect(loaded.networks.discriminator == nil && loaded.networks.voxelEncoder == nil)
        #expect(loaded.metadata.threshold == trained.metadata.threshold)
        let views = try data.pictures([0, 5, 9])
        #expect(try loaded.model.reconstruct(views).floats() == trained.model.reconstruct(views).floats())
    }

    /// The discriminator learns which volumes belong to which codes, from codes that are the shapes' own.
    @Test func aConditionalDiscriminatorUsesItsCondition() throws {
        let data = try SmallShapes.data(.training, 16)
        try Engine.seed(1)
        let discriminator = try VolumeDiscriminator(conditionWidth: 16)
        let codes = try Tensor.randn([16, 16]) * 2
        let volumes = try data.volumes(ofShapes: Array(0..<16))
        let optimizer = try Adam(discriminator.parameters, learningRate: 2e-3)
        func scores() throws -> (matched: Tensor, mismatched: Tensor) {
            (try discriminator(volumes, codes), try discriminator(volumes, codes.roll([1], dimensions: [0])))
        }
        func share() throws -> Double {
            let (matched, mismatched) = try scores()
            return try (matched > mismatched).to(.float32).mean().item()
        }
        for _ in 0..<30 {
            let (matched, mismatched) = try scores()
            try optimizer.zeroGradients()
            try ((1 - matched).clamp(0, nil).mean() + (mismatched + 1).clamp(0, nil).mean()).backward()
            try optimizer.step()
        }
        discriminator.eval()
        #expect(try share() >= 0.9)
        #expect(try discriminator(volumes).shape == [16])
    }

    /// In its first stage the image encoder rests, in its second the autoencoder.
    @Test func theStagesOfTheTLNetworkTrainTheirOwnNetworks() throws {
        defer { folder.remove() }
        let data = try SmallShapes.data(.training, 16)
        let options = options(.tlNet, epochs: 10)
        func image(_ networks: TrainingNetworks) throws -> [[Float]] {
            try networks.reconstruction.encoder.parameters.map { try $0.tensor.floats() }
        }
        func generator(_ networks: TrainingNetworks) throws -> [[Float]] {
            try networks.reconstruction.generator.parameters.map { try $0.tensor.floats() }
        }
        func volumes(_ networks: TrainingNetworks) throws -> [[Float]] {
            try #require(networks.voxelEncoder).parameters.map { try $0.tensor.floats() }
        }
        /// The networks after a number of the 20 steps.
        func networks(after steps: Int) throws -> TrainingNetworks {
            var done = 0
            return try ReconstructionTraining(options)(
                training: data,
                validation: data,
                progress: { done = $0.loop.step },
                isInterrupted: { done >= steps }
            ).networks
        }
        let (start, autoencoder) = (try networks(after: 1), try networks(after: 6))
        let (regression, joint) = (try networks(after: 11), try networks(after: 16))
        #expect(try image(start) == image(autoencoder) && generator(start) != generator(autoencoder))
        #expect(try image(autoencoder) != image(regression))
        #expect(try image(regression) != image(joint) && generator(regression) != generator(joint))
        // The seventh step, with index 6, is still one of the autoencoder.
        let last = try networks(after: 7)
        #expect(try generator(last) == generator(regression) && volumes(last) == volumes(regression))
        #expect(try volumes(start) != volumes(autoencoder) && volumes(regression) != volumes(joint))
    }

    @Test(arguments: ViewMerging.allCases) func severalPicturesAreMerged(merging: ViewMerging) throws {
        try Engine.seed(6)
        var settings = NetworkSettings()
        settings.merging = merging
        let model = try TrainingNetworks(settings).reconstruction
        model.eval()
        let views = try SmallShapes.data(.training, 2, views: 3).views(of: 0..<2)
        func volumes(_ order: [Int64]) throws -> [Float] {
            let order = try Tensor(order, shape: [order.count])
            return try model.reconstruct(views.indexSelect(dimension: 1, indices: order)).floats()
        }
        func distance(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).map { abs($0 - $1) }.max() ?? 0 }
        #expect(try distance(volumes([0, 1, 2]), volumes([2, 0, 1])) < (merging == .recurrent ? 1 : 1e-4))
        #expect(try distance(volumes([0]), volumes([0, 1, 2])) > 1e-4, "the other pictures count")
        #expect(try distance(volumes([1]), volumes([1, 1, 1])) < (merging == .recurrent ? 1 : 1e-4))
    }

    @Test func aCollapsedGeneratorIsRecognized() {
        #expect(SampleCheck(occupancyRatio: 1, pairOverlap: 0.3).warning == nil)
        #expect(SampleCheck(occupancyRatio: nil, pairOverlap: 0.3).warning == nil)
        #expect(SampleCheck(occupancyRatio: 12.6, pairOverlap: 0.97).warning?.contains("12.6 times as full") == true)
        #expect(SampleCheck(occupancyRatio: 0.01, pairOverlap: 0).warning?.contains("almost empty") == true)
        #expect(SampleCheck(occupancyRatio: 1.1, pairOverlap: 0.9).warning?.contains("all alike") == true)
    }

    /// The intermediate output learns what the picture shows, and the reconstruction is made of it alone.
    @Test func sketchesOfTheSurfaceAreLearned() throws {
        defer { folder.remove() }
        let data = try SmallShapes.data(.training, 8, views: 2)
        var options = options(.imageVAE, epochs: 25)
        options.hasSketches = true
        let model = try ReconstructionTraining(options)(training: data, validation: data).networks.reconstruction
        let samples = (0..<16).map(Int64.init)
        let seen = try #require(try model(data.pictures(samples)).sketches).sigmoid()
        let truth = try data.sketches(samples)
        func masks(_ sketches: Tensor) throws -> Tensor {
            try (sketches.select(dimension: 1, 0) > 0.5).to(.float32)
        }
        let (a, b) = (try masks(seen), try masks(truth))
        #expect(try (a.minimum(b).sum() / a.maximum(b).sum()).item() > 0.8)
        let error = try ((seen - truth).absolute() * b.unsqueeze(1)).sum().item() / (b.sum().item() * 5)
        #expect(error < 0.12, "\(error)")
    }

    /// In front of the camera the normal of a surface that faces it is (0, 0, 1), and its depth is less than the middle's.
    @Test func aSketchIsWhatTheCameraSees() throws {
        let data = try SmallShapes.data(.training, 4, views: 1)
        let sketches = try data.sketches([0, 1, 2, 3])
        #expect(sketches.shape == [4, 5, 32, 32])
        let mask = try sketches.select(dimension: 1, 0)
        #expect(try mask.floats() == data.silhouettes([0, 1, 2, 3]).masks.floats())
        let inside = try (mask > 0.99).to(.float32)
        let normals = try sketches.narrow(dimension: 1, start: 2, length: 3) * 2 - 1
        let facing = try (normals.select(dimension: 1, 2) * inside).sum().item() / inside.sum().item()
        #expect(facing > 0.4, "surfaces that are seen face the camera: \(facing)")
        let depth = try (sketches.select(dimension: 1, 1) * inside).sum().item() / inside.sum().item()
        #expect((0.2...0.6).contains(depth), "\(depth)")
    }
}
