import HeadroomSceneGeneration
import HeadroomScenes
import TestSupport
import Testing

/// Recordings of a renderer that is not ours: where a convention is wrong, their frames do not fit together.
@Suite(.enabled(if: !Needs.isQuick && Needs.pythonIfThere(of: "vizdoom") != nil, "the package vizdoom is not there"))
struct VizdoomTests {
    @Test func framesOfARecordingFitTogether() throws {
        let folder = try RecordedFolder()
        defer { folder.remove() }
        let python = try Needs.python(of: "vizdoom")
        var recording = VizdoomRecording()
        (recording.trajectories, recording.frames) = (12, 32)
        try recording.write(to: "\(folder.path)/a", python: python)
        let data = try TrajectoryFolder("\(folder.path)/a")
        let read = try data.trajectories(frames: 32, size: 64, orientation: .canonical)
        #expect(read.count == 12 && read[0].category == "my_way_home")
        let camera = read[0].intrinsics
        #expect(abs(camera.focalX - 32) < 1e-6 && abs(camera.focalY - 51.2) < 1e-6)
        let right = DepthWarpQuality(read, sources: 2)
        #expect(right.frames.ratio > 27 && right.depthError < 0.2, "\(right.frames.ratio) dB, \(right.depthError) m")
        let small = try data.trajectories(frames: 32, size: 32, orientation: .random)
        #expect(DepthWarpQuality(small, sources: 4).frames.ratio > 27)

        // These cameras are level, so that a wrong vertical focal length would not be seen.
        var (short, long) = (camera, camera)
        (short.focalX, long.focalX) = (camera.focalX / 1.2, camera.focalX * 1.2)
        for wrong in [short, long] {
            let quality = DepthWarpQuality(read.map { Trajectory(wrong, $0.frames) }, sources: 2)
            #expect(
                quality.frames.ratio < right.frames.ratio - 0.6,
                "\(quality.frames.ratio) dB, and \(right.frames.ratio)"
            )
        }
        let lines = (0..<4096).map { pixel in
            Float(camera.direction(x: Double(pixel % 64) + 0.5, y: Double(pixel / 64) + 0.5).length)
        }
        let distant = read.map { trajectory in
            Trajectory(
                camera,
                trajectory.frames.map {
                    Trajectory.Frame(image: $0.image, depths: zip($0.depths, lines).map { $0 * $1 }, pose: $0.pose)
                }
            )
        }
        #expect(DepthWarpQuality(distant, sources: 2).depthError > 1.4 * right.depthError)

        // The same seed gives the same walks.
        recording.trajectories = 2
        try recording.write(to: "\(folder.path)/b", python: python)
        let again = try TrajectoryFolder("\(folder.path)/b")
            .trajectories(frames: 32, size: 64, orientation: .canonical)
        for (a, b) in zip(again, read) {
            #expect(a.frames.map(\.image) == b.frames.map(\.image))
            #expect(a.frames.map(\.pose) == b.frames.map(\.pose))
        }
    }

    @Test func anInterpreterWithoutThePackageIsNamed() throws {
        let folder = try RecordedFolder()
        defer { folder.remove() }
        let error = #expect(throws: (any Error).self) {
            try VizdoomRecording().write(to: folder.path, python: "/bin/false")
        }
        #expect("\(error.map { "\($0)" } ?? "")".contains("/bin/false"))
    }
}
