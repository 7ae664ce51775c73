import ArgumentParser
import HeadroomScenes

/// The command `headroom scenes data rooms`.
struct WriteRooms: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rooms",
        abstract: "Write the rooms that a training draws, as pictures, depths and poses."
    )

    @OptionGroup
    var target: TrajectoryOutput

    @Option(help: ArgumentHelp("Pixels on each side.", valueName: "n"))
    var size = 64

    @Option(help: ArgumentHelp("Number of the first room.", valueName: "n"))
    var seed: UInt64 = 0

    func validate() throws {
        guard (16...1024).contains(size) else {
            throw ValidationError("--size takes a whole number from 16 to 1024.")
        }
    }

    func run() throws {
        try target.requireEmpty()
        let camera = Intrinsics(width: size, height: size, fieldOfView: .degrees(TrajectorySettings.fieldOfView))
        for index in 0..<target.trajectories {
            let trajectory = Trajectory(
                roomSeed: seed &+ UInt64(index),
                frames: target.frames,
                camera,
                isTurned: false
            )
            let number = String(index)
            let name = String(repeating: "0", count: max(0, 3 - number.count)) + number
            try GSNTrajectory.write(trajectory, to: "\(target.output)/train/\(name)")
        }
        try target.report()
    }
}
