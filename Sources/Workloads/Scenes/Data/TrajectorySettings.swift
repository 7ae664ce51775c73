import HeadroomScenes

/// Which trajectories a model is trained on.
package struct TrajectorySettings: Codable, Equatable, Sendable {
    /// The folder of recorded trajectories; nil for rooms that are drawn.
    package var folder: String?
    /// Number of rooms that are drawn, or greatest number of recorded trajectories.
    package var rooms = 48
    /// Frames of each trajectory.
    package var frames = 12
    /// Pixels on each side of a frame.
    package var size = 32
    package var orientation = SceneOrientation.random

    package init() {}

    /// The trajectories, the same each time.
    package func trajectories() throws -> [Trajectory] {
        var all: [Trajectory] = []
        try forEach { all.append($0) }
        return all
    }

    /// A drawn room that no model is trained on.
    package func otherRoom(_ index: Int) -> Trajectory {
        trajectory(seed: Self.firstOther + UInt64(index))
    }

    /// Above the greatest number of rooms of a training.
    private static let firstOther: UInt64 = 1_000_000

    private func trajectory(seed: UInt64) -> Trajectory {
        let camera = Intrinsics(width: size, height: size, fieldOfView: .degrees(Self.fieldOfView))
        return Trajectory(roomSeed: seed, frames: frames, camera, isTurned: orientation == .random)
    }

    /// Horizontal angle of view of the rooms, in degrees.
    static let fieldOfView = 80.0
}

/// The frame in which the poses of a trajectory are.
package enum SceneOrientation: String, CaseIterable, Codable, Sendable {
    /// Turned and moved at random for each trajectory, so that no orientation is canonical.
    case random
    /// That of the scene.
    case canonical
}

extension TrajectorySettings: TrajectorySource {
    package func forEach(_ body: (Trajectory) throws -> Void) throws {
        guard let folder else {
            for seed in 0..<rooms { try body(trajectory(seed: UInt64(seed))) }
            return
        }
        let (recordings, camera) = try TrajectoryFolder(folder).recordings(count: rooms, frames: frames, size: size)
        for (index, recording) in recordings.enumerated() {
            try body(recording.trajectory(camera, orientation, index: index))
        }
    }
}
