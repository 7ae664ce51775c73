import ArgumentParser
import FoundationEssentials

extension SceneOrientation: ExpressibleByArgument {}

/// The command line options of the trajectories.
struct TrajectoryOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Train on the trajectories of a folder: GSN, nerfstudio, ARKitScenes, or what 'headroom scenes data' writes "
                + "(default: rooms that are drawn).",
            valueName: "folder"
        )
    )
    var data: String?

    @Option(
        help: ArgumentHelp(
            "Number of rooms that are drawn, each with one trajectory; with --data the maximum number of trajectories.",
            valueName: "n"
        )
    )
    var rooms = TrajectorySettings().rooms

    @Option(help: ArgumentHelp("Frames of a trajectory; every fourth is not trained on.", valueName: "n"))
    var frames = TrajectorySettings().frames

    @Option(help: ArgumentHelp("Pixels on each side of a frame, a multiple of 8.", valueName: "n"))
    var size = TrajectorySettings().size

    @Option(help: "The frame of the poses: turned and moved at random for each trajectory, or that of the scene.")
    var orientation = TrajectorySettings().orientation

    func validate() throws {
        guard (1...100_000).contains(rooms) else {
            throw ValidationError("--rooms takes a whole number from 1 to 100000.")
        }
        guard (4...1000).contains(frames) else {
            throw ValidationError("--frames takes a whole number from 4 to 1000.")
        }
        guard (16...256).contains(size), size.isMultiple(of: 8) else {
            throw ValidationError("--size takes a multiple of 8 from 16 to 256.")
        }
    }

    /// The same folder from wherever the model is used.
    static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
    }

    var settings: TrajectorySettings {
        var settings = TrajectorySettings()
        (settings.rooms, settings.frames, settings.size) = (rooms, frames, size)
        settings.orientation = orientation
        settings.folder = data.map(Self.absolute)
        return settings
    }
}
