import ArgumentParser
import HeadroomCommandLine

/// The command `headroom scenes data vizdoom`.
struct RecordVizdoom: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vizdoom",
        abstract: "Record walks through a map of ViZDoom, without a display.",
        discussion: """
            The pictures, depths and poses are of another renderer than the rooms that are drawn here. All trajectories \
            of a map overlap: one that is not trained on is no other scene. The pictures are of the Freedoom project; \
            redistributing them requires its notice (freedoom.github.io).
            """
    )

    @OptionGroup
    var target: TrajectoryOutput

    @Option(help: ArgumentHelp("Starts and turns of the walks.", valueName: "n"))
    var seed: UInt64 = 1

    @Option(help: "The map.")
    var map = VizdoomRecording.Map.myWayHome

    @Flag(help: "Write frames of 640 x 480 pixels, not of 160 x 120.")
    var fullSize = false

    @Option(
        help: ArgumentHelp(
            "Python with the packages vizdoom and numpy (default: the environment that the launcher makes).",
            valueName: "path"
        )
    )
    var python: String?

    func validate() throws {
        guard seed < 1 << 32 else { throw ValidationError("--seed takes a whole number below 2^32.") }
    }

    func run() throws {
        try target.requireEmpty()
        guard let python = python ?? VizdoomRecording.launcherPython else {
            throw CommandFailure(
                "the package vizdoom is not installed",
                hint: "The launcher ./headroom installs it; --python names another Python that has it.",
                exitCode: .missingPrerequisite
            )
        }
        var recording = VizdoomRecording()
        (recording.map, recording.seed, recording.isFullSize) = (map, seed, fullSize)
        (recording.trajectories, recording.frames) = (target.trajectories, target.frames)
        try recording.write(to: target.output, python: python)
        try target.report()
    }
}

extension VizdoomRecording.Map: ExpressibleByArgument {}
