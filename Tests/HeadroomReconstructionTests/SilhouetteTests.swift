import HeadroomNumerics
import HeadroomReconstruction
import HeadroomScenes
import HeadroomTorch
import HeadroomTraining
import TestSupport
import Testing

/// Projections of volumes, and trainings without volumes.
@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct SilhouetteTests {
    init() throws { try loadEngine() }

    private func cameras(_ cameras: [Camera]) throws -> Tensor {
        try Tensor(cameras.flatMap { PerspectiveTransformer.frame(of: $0) }, shape: [cameras.count, 4, 3])
    }

    /// The projection of a shape's volume is what the ray caster sees of the shape, from the same camera and no other.
    @Test(arguments: PerspectiveTransformer.Projection.allCases)
    func volumesAreSeenAsTheShapesAre(projection: PerspectiveTransformer.Projection) throws {
        let data = try SmallShapes.data(.training, 12, views: 2)
        let transformer = try PerspectiveTransformer()
        let volumes = try data.volumes(ofShapes: Array(0..<12))
        func overlap(_ seen: (masks: Tensor, cameras: Tensor)) throws -> Double {
            let silhouettes = try transformer(volumes, seen.cameras, projection)
            let (a, b) = (try (silhouettes > 0.5).to(.float32), try (seen.masks > 0.5).to(.float32))
            return try (a.minimum(b).sum() / a.maximum(b).sum()).item()
        }
        let samples = (0..<12).map { Int64($0 * 2) }
        let own = try data.silhouettes(samples)
        let other = try data.silhouettes(samples, offset: 1)
        #expect(try overlap(own) > 0.85)
        #expect(try overlap((own.masks, other.cameras)) < overlap(own) - 0.15)
    }

    /// A box of constant occupancy: a ray through n of its points passes all of them with (1 - p)^n.
    @Test func aBoxOfConstantOccupancyIsAsDenseAsItIsLong() throws {
        let transformer = try PerspectiveTransformer()
        let front = try cameras([Camera(azimuth: .degrees(0), elevation: .degrees(0))])
        let box = try Tensor.full([1, 1, 32, 32, 32], 0.2)
        let seen = try transformer(box, front, .termination).reshape([32, 32])
        let center = try seen.select(dimension: 0, 16).select(dimension: 0, 16).item()
        // The points are the depths of the enclosing sphere, of which the cube's are inside; at its faces the volume
        // fades over half a cell.
        let radius = 3.0.squareRoot() / 2
        var passing = 1.0
        for point in 0..<32 {
            let depth: Double = radius * ((Double(point) + 0.5) / 16 - 1)
            let weight: Double = max(0, min(1, (0.5 - abs(depth)) * 32 + 0.5))
            passing *= 1 - 0.2 * weight
        }
        let expected = 1 - passing
        #expect(abs(center - expected) < 1e-3, "\(center) and \(expected)")
        #expect(try abs(transformer(box, front, .maximum).maximum().item() - 0.2) < 1e-6)
    }

    /// `gridSample` reads the coordinate along the width first, which is x, then y, then z.
    @Test(arguments: [0, 1, 2]) func aVolumeOfItsOwnCoordinatesIsReadWhereItIs(axis: Int) throws {
        let ramp = try (Tensor.range(32).to(.float32) + 0.5) / 32 - 0.5
        var shape = [1, 1, 1, 1, 1]
        shape[4 - axis] = 32
        let volume = try ramp.reshape(shape).expand([1, 1, 32, 32, 32]).contiguous()
        let point: [Float] = [0.1, -0.2, 0.3]
        let read = try volume.gridSample(Tensor(point.map { $0 * 2 }, shape: [1, 1, 1, 1, 3])).item()
        #expect(abs(read - Double(point[axis])) < 1e-6)
    }

    @Test(arguments: PerspectiveTransformer.Projection.allCases)
    func theGradientOfAProjectionIsItsSlope(projection: PerspectiveTransformer.Projection) throws {
        let transformer = try PerspectiveTransformer()
        let camera = try cameras([Camera(azimuth: .degrees(30), elevation: .degrees(20))])
        try Engine.seed(2)
        let logits = try (Tensor.randn([1, 1, 4, 4, 4]) - 1).requiresGradient(true)
        let weights = try Tensor.randn([1, 1, 32, 32])
        func loss() throws -> Tensor { try (transformer(logits.sigmoid(), camera, projection) * weights).mean() }
        try loss().backward()
        let gradient = try #require(try logits.gradient).doubles()
        let values = try logits.floats()
        for index in stride(from: 0, to: 64, by: 7) {
            func moved(by step: Float) throws -> Double {
                var other = values
                other[index] += step
                try logits.copy(from: Tensor(other, shape: [1, 1, 4, 4, 4]))
                return try loss().item()
            }
            let slope = try (moved(by: 1e-2) - moved(by: -1e-2)) / 2e-2
            try logits.copy(from: Tensor(values, shape: [1, 1, 4, 4, 4]))
            #expect(abs(slope - gradient[index]) < 2e-5 + 0.02 * abs(slope), "\(slope) and \(gradient[index])")
        }
    }

    private func options(_ supervision: Supervision, epochs: Int) -> ReconstructionTraining.Options {
        var options = ReconstructionTraining.Options(batchSize: 8)
        options.loop.epochs = epochs
        options.supervision = supervision
        return options
    }

    /// Volumes that are not numbers would be in the weights after one step that uses them.
    @Test func poisonedVolumesChangeNothingWithoutThem() throws {
        let data = try SmallShapes.data(.training, 12, views: 2)
        let poisoned = try data.with(volumes: Tensor.full(data.volumes.shape, .nan))
        func weights(_ training: ViewDataset, _ supervision: Supervision) throws -> [[Float]] {
            let result = try ReconstructionTraining(options(supervision, epochs: 2))(
                training: training,
                validation: data
            )
            return try result.networks.reconstruction.parameters.map { try $0.tensor.floats() }
        }
        #expect(try weights(data, .silhouettes) == weights(poisoned, .silhouettes))
        let spoiled = try weights(poisoned, .voxels)
        #expect(spoiled.contains { $0.contains { $0.isNaN } })
    }

    @Test(arguments: [Supervision.silhouettes, .weak]) func silhouettesTeachAFewShapes(supervision: Supervision) throws
    {
        let data = try SmallShapes.data(.training, 8, views: 4)
        let untrained = try TrainingNetworks(NetworkSettings()).reconstruction
        let model = try ReconstructionTraining(options(supervision, epochs: 10))(training: data, validation: data)
            .networks.reconstruction
        func overlap(_ model: ImageVAE) throws -> Double {
            try Reconstructions(model, data, views: 1).overlap(ThresholdSearch.best(model, on: data)).mean
        }
        #expect(try overlap(model) > overlap(untrained) + 0.1)
    }
}
