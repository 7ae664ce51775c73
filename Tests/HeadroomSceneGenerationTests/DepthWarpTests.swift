import Glibc
import HeadroomSceneGeneration
import HeadroomScenes
import TestSupport
import Testing

/// Frames made of others by depths and poses, and what becomes of them where the geometry is wrong.
struct DepthWarpTests {
    private static let camera = Intrinsics(width: 32, height: 32, focalX: 19, focalY: 22, centerX: 16, centerY: 16)
    private static let rooms = (0..<6).map { Trajectory(roomSeed: $0, frames: 20, camera) }

    private static func changed(
        _ trajectory: Trajectory,
        _ intrinsics: Intrinsics? = nil,
        _ change: (Trajectory.Frame) -> Trajectory.Frame = { $0 }
    ) -> Trajectory {
        Trajectory(intrinsics ?? trajectory.intrinsics, trajectory.frames.map(change))
    }

    /// A frame whose camera is turned about the vertical axis.
    private static func turned(_ frame: Trajectory.Frame, by angle: Double) -> Trajectory.Frame {
        let turn = Placement(at: .zero, turn: .radians(angle))
        var pose = Placement(at: frame.pose.origin)
        let axes = frame.pose.axes
        pose.axes = (turn.direction(axes.x), turn.direction(axes.y), turn.direction(axes.z))
        return Trajectory.Frame(image: frame.image, depths: frame.depths, pose: pose)
    }

    @Test func aFrameIsMadeOfItself() {
        let room = Self.rooms[0]
        let view = DepthWarp(sources: 1).view(from: room.frames[3].pose, Self.camera, [room.frames[3]])
        #expect(view.filledShare > 0.99)
        let errors = room.frames[3].depths.indices.map { abs(view.depths[$0] - room.frames[3].depths[$0]) }
        #expect(errors.reduce(0, +) / Float(errors.count) < 0.05)
        // Without any depth it is a copy.
        let blind = Trajectory.Frame(
            image: room.frames[3].image,
            depths: Array(repeating: 0, count: 1024),
            pose: room.frames[3].pose
        )
        let copy = DepthWarp(sources: 1).view(from: room.frames[5].pose, Self.camera, [blind])
        #expect(copy.filledShare == 0)
        #expect((0..<3072).allSatisfy { abs(copy.colors[$0 / 3][$0 % 3] * 255 - Float(blind.image.bytes[$0])) < 0.01 })
    }

    @Test func moreFramesSeeMore() {
        let one = DepthWarpQuality(Self.rooms, sources: 1)
        let two = DepthWarpQuality(Self.rooms, sources: 2)
        #expect(two.filledShare > one.filledShare && two.frames.ratio > one.frames.ratio + 0.5)
        #expect(two.frames.ratio > 22 && two.filledShare > 0.97 && two.depthError < 0.15)
        #expect(two.frames.errors.count == 6 && two.frames.errors[0].count == 5)
    }

    /// A trajectory through a room whose camera also rises, sinks and nods: without that a wrong vertical focal length
    /// and the depths that follow from it cancel out.
    private static func nodding(_ seed: UInt64, _ camera: Intrinsics) -> Trajectory {
        let (room, path) = Room.random(seed: seed, frames: 20)
        let frames = path.poses.enumerated().map { index, level in
            let nod = Angle.radians(Double(index * 7 % 5 - 2) * 0.12)
            var pose = Placement(at: level.origin + [0, Double(index * 3 % 5 - 2) * 0.2, 0])
            let axes = level.axes
            pose.axes = (
                axes.x, axes.y * nod.cosine + axes.z * nod.sine, axes.z * nod.cosine - axes.y * nod.sine
            )
            let view = RoomView(room, camera, pose)
            return Trajectory.Frame(image: view.image, depths: view.depths, pose: pose)
        }
        return Trajectory(camera, frames)
    }

    @Test func wrongGeometryIsWorse() {
        let camera = Intrinsics(width: 64, height: 64, focalX: 38, focalY: 44, centerX: 32, centerY: 32)
        let rooms = (UInt64(0)..<4).map { Self.nodding($0, camera) }
        let right = DepthWarpQuality(rooms, sources: 4)
        #expect(right.frames.ratio > 18 && right.depthError < 0.2)
        var (short, long) = (camera, camera)
        (short.focalY, long.focalY) = (camera.focalY / 1.2, camera.focalY * 1.2)
        let turned = rooms.map { room in
            Self.changed(room) { Self.turned($0, by: -2 * atan2($0.pose.axes.z.x, $0.pose.axes.z.z)) }
        }
        let lines = (0..<4096).map { pixel in
            camera.direction(x: Double(pixel % 64) + 0.5, y: Double(pixel / 64) + 0.5).length
        }
        let distant = rooms.map { room in
            Self.changed(room) { frame in
                let depths = zip(frame.depths, lines).map { $0 * Float($1) }
                return Trajectory.Frame(image: frame.image, depths: depths, pose: frame.pose)
            }
        }
        let wrong: [(String, [Trajectory], Double)] = [
            ("a short vertical focal length", rooms.map { Self.changed($0, short) }, 1.5),
            ("a long vertical focal length", rooms.map { Self.changed($0, long) }, 1.2),
            ("clockwise turns", turned, 3),
            ("distances along the rays", distant, 0.8),
        ]
        for (name, trajectories, margin) in wrong {
            let quality = DepthWarpQuality(trajectories, sources: 4)
            #expect(
                quality.frames.ratio < right.frames.ratio - margin && quality.depthError > 1.2 * right.depthError,
                "\(name): \(quality.frames.ratio) dB, and \(right.frames.ratio) without"
            )
        }
    }
}
