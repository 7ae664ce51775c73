import HeadroomSceneGeneration
import HeadroomScenes
import HeadroomTorch
import HeadroomTraining
import TestSupport
import Testing

/// What is made of a trained model: scenes of other trajectories, surfaces, any cameras.
@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct TrainedScenesTests {
    init() throws { try loadEngine() }

    private static let settings = SmallRooms.settings(8)

    /// A model that knows the layout of its rooms.
    private func trained(in folder: Folder, epochs: Int) throws -> TrainedScenes {
        var options = SceneTraining.Options(batchSize: 8)
        options.data = Self.settings
        (options.loop.epochs, options.loop.seed) = (epochs, 1)
        options.priorTraining.steps = 1
        options.loop.checkpoint = "\(folder.path)/model"
        _ = try SceneTraining(options)(TrajectoryDataset(Self.settings.trajectories()))
        return try TrainedScenes(path: "\(folder.path)/model")
    }

    private func render(_ trained: TrainedScenes, _ trajectory: Int, _ views: [FlyThrough.View]) throws -> FlyThrough {
        try FlyThrough(trained, scene: trained.latents(of: trajectory).scene, views: views)
    }

    @Test func scenesOfOtherTrajectoriesAndSurfacesAreFound() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let trained = try trained(in: folder, epochs: 200)
        let weights = try trained.model.state.map { try $0.tensor.doubles() }

        // A trajectory of the training, found again from its frames, and one that the model has not seen.
        var inversion = Inversion()
        (inversion.steps, inversion.starts) = (80, 1)
        for (trajectory, gain) in [(try Self.settings.trajectories()[3], 1.2), (Self.settings.otherRoom(0), 0.6)] {
            let data = try TrajectoryDataset([trajectory], trained.metadata.scale)
            var shares: [Double] = []
            var found = OtherTrajectories()
            try found.add(data, trained, inversion) { shares.append($0) }
            #expect(shares.count == 80 && shares.last == 1)
            var unsearched = OtherTrajectories()
            inversion.steps = 1
            try unsearched.add(data, trained, inversion)
            inversion.steps = 80
            #expect(found.frames.ratio > unsearched.frames.ratio + gain, "\(trajectory.text)")
        }
        #expect(try trained.model.state.map { try $0.tensor.doubles() } == weights)

        // Most of the surface is where the true depths are. After few steps walls are less dense than later.
        let data = try Self.settings.trajectories()[3]
        let views = data.frames.map { FlyThrough.View(data.intrinsics, trained.metadata.scale.inUnits($0.pose)) }
        let flight = try render(trained, 3, views)
        let surface = try SceneSurface(trained, scene: trained.latents(of: 3).scene)
        let mesh = try surface.mesh(resolution: 48, threshold: surface.defaultThreshold / 4, seenBy: flight)
        #expect(mesh.colors.count == mesh.vertices.count && mesh.vertices.count > 500, "\(mesh.vertices.count)")
        let near = mesh.vertices.count { vertex in
            let point = Vector(Double(vertex.x), Double(vertex.y), Double(vertex.z))
            return data.frames.contains { frame in
                let local = frame.pose.localPoint(point)
                guard local.z < -0.01 else { return false }
                let place = data.intrinsics.place(local)
                let side = Double(data.intrinsics.width)
                guard place.x >= 0, place.y >= 0, place.x < side, place.y < side else { return false }
                let depth = frame.depths[Int(place.y) * data.intrinsics.width + Int(place.x)]
                return abs(Double(depth) + local.z) < 0.35
            }
        }
        #expect(Double(near) > 0.7 * Double(mesh.vertices.count), "\(near) of \(mesh.vertices.count)")
        #expect(throws: SceneFileError.self) { try surface.mesh(resolution: 8, threshold: 1e9, seenBy: flight) }
    }

    /// Frames that are written are read again as the trajectory that they were, and their cameras see the same.
    @Test func camerasOfAFileSeeTheSame() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let trained = try trained(in: folder, epochs: 2)
        let path = try trained.latents(of: 1).path
        let first = try FlyThrough(
            trained,
            scene: trained.latents(of: 1).scene,
            path: path,
            camera: trained.metadata.camera,
            count: 4
        )
        try GSNTrajectory.write(first.trajectory, to: "\(folder.path)/train/000")
        let views = try GSNTrajectory.poses("\(folder.path)/train/000/cameras.json").map { view in
            FlyThrough.View(view.camera.resized(width: 16, height: 16), trained.metadata.scale.inUnits(view.pose))
        }
        let again = try render(trained, 1, views)
        for (one, other) in zip(first.frames, again.frames) {
            #expect(zip(one.image.bytes, other.image.bytes).allSatisfy { abs(Int($0) - Int($1)) <= 1 })
        }
        let read = try TrajectoryFolder(folder.path).trajectories(frames: 4, size: 16, orientation: .canonical)[0]
        for (one, other) in zip(first.frames, read.frames) {
            #expect(one.image.bytes == other.image.bytes)
            #expect(zip(one.depths, other.depths).allSatisfy { abs($0 - $1) < 0.001 })
        }
        // Another camera sees something else.
        #expect(try render(trained, 1, [views[0]]).frames[0].image.bytes != first.frames[3].image.bytes)
    }
}
