import HeadroomSceneGeneration
import HeadroomScenes
import HeadroomTorch
import TestSupport
import Testing

/// Camera paths as tensors and as what the decoder makes of them.
@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct PathTests {
    init() throws { try loadEngine() }

    @Test func decodedRotationsAreRotations() throws {
        let decoder = try PoseDecoder(latentWidth: 8)
        let times = try Tensor.linspace(-1, 1, count: 6).unsqueeze(0).expand([5, 6])
        let poses = try decoder(Tensor.randn([5, 8]) * 3, times)
        #expect(poses.rotation.shape == [5, 6, 4] && poses.position.shape == [5, 6, 3])
        let lengths = try poses.rotation.norm(dimensions: [2])
        #expect(try lengths.difference(Tensor.ones([5, 6])) < 1e-5)
    }

    /// The rays of a quaternion are those of the rotation matrix of the same frame, and a quaternion and its negative
    /// are one rotation.
    @Test func raysOfAQuaternionAreThoseOfItsMatrix() throws {
        let data = try TrajectoryDataset(SmallRooms.settings(2).trajectories())
        for frame in [0, 3, 7] {
            let truth = try data.batch(1, frame: frame).rays
            let rotation = try data.quaternions.select(dimension: 0, 1).select(dimension: 0, frame)
            let position = try data.positions.select(dimension: 0, 1).select(dimension: 0, frame)
            for sign in [1.0, -1.0] {
                let rays = try VolumeRenderer.Rays(data.intrinsics, rotation: rotation * sign, position: position)
                #expect(try rays.directions.difference(truth.directions) < 1e-5)
                #expect(try rays.origins.difference(truth.origins) < 1e-6)
            }
        }
    }

    /// The unit of a scene is such that almost all that is seen is in the cube, between the nearest and farthest depth.
    @Test func whatIsSeenIsInTheCube() throws {
        let data = try TrajectoryDataset(SmallRooms.settings(6).trajectories())
        var outside = 0.0
        for trajectory in 0..<6 {
            let batch = try data.batch(trajectory, frame: 1)
            let points = try batch.rays.origins + batch.rays.directions * batch.depths.unsqueeze(2)
            outside += try (points.absolute() > 1.001).to(.float32).mean().item() / 6
            #expect(try batch.depths.minimum().item() > data.scale.near)
            #expect(try batch.depths.maximum().item() < data.scale.far)
        }
        #expect(outside < 0.03)
    }

    /// With random frames the same room is turned differently for each seed; the pictures stay the same.
    @Test func theFrameOfATrajectoryIsRandomAndItsPicturesAreNot() throws {
        var settings = SmallRooms.settings(3)
        let turned = try settings.trajectories()
        settings.orientation = .canonical
        let canonical = try settings.trajectories()
        for (one, other) in zip(turned, canonical) {
            #expect(zip(one.frames, other.frames).allSatisfy { $0.image.bytes == $1.image.bytes })
            #expect(one.frames[0].pose != other.frames[0].pose)
            // Distances between cameras are the same in any frame.
            func distance(_ trajectory: Trajectory) -> Double {
                let way = trajectory.frames[0].pose.origin - trajectory.frames[5].pose.origin
                return way.dot(way).squareRoot()
            }
            #expect(abs(distance(one) - distance(other)) < 1e-9)
        }
    }
}
