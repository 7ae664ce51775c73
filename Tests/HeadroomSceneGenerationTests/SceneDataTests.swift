import ArgumentParser
import HeadroomCommandLine
import HeadroomSceneGeneration
import HeadroomScenes
import Testing

/// The command `headroom scenes data`.
struct SceneDataTests {
    private func run(_ arguments: [String]) throws {
        var command = try SceneData.parseAsRoot(arguments)
        try command.run()
    }

    @Test func roomsAreWrittenAsATrainingDrawsThem() throws {
        let folder = try RecordedFolder()
        defer { folder.remove() }
        let path = "\(folder.path)/rooms"
        try run(["rooms", "-o", path, "--trajectories", "3", "--frames", "8", "--size", "32", "--seed", "5"])
        let read = try TrajectoryFolder(path).trajectories(frames: 8, size: 32, orientation: .canonical)
        for (index, trajectory) in read.enumerated() {
            let room = Trajectory(roomSeed: UInt64(5 + index), frames: 8, trajectory.intrinsics, isTurned: false)
            #expect(trajectory.frames.map(\.image) == room.frames.map(\.image))
            #expect((trajectory.text, trajectory.category) == (room.text, room.category))
        }
        // Nothing is mixed with what is there.
        let error = #expect(throws: CommandFailure.self) { try run(["rooms", "-o", path]) }
        #expect(error?.problems.first?.contains("is not empty") == true)
    }

    @Test(arguments: [
        ["rooms"], ["rooms", "-o", "/tmp/x", "--size", "4"], ["rooms", "-o", "/tmp/x", "--frames", "1"],
        ["vizdoom", "-o", "/tmp/x", "--map", "e1m1"], ["vizdoom", "-o", "/tmp/x", "--trajectories", "0"],
        ["vizdoom", "-o", "/tmp/x", "--seed", "4294967296"],
    ])
    func optionsAreChecked(_ arguments: [String]) {
        #expect(throws: (any Error).self) { _ = try SceneData.parseAsRoot(arguments) }
    }
}
