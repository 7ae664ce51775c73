import ArgumentParser
import HeadroomCommandLine

/// The command line options of trajectories that a model was not trained on.
struct OtherTrajectoryOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A folder of trajectories that the model was not trained on (default: drawn rooms, where it was trained on such).",
            valueName: "folder"
        )
    )
    var data: String?

    /// The first trajectories of the options.
    func trajectories(_ count: Int, _ trained: TrainedScenes) throws -> [Trajectory] {
        var settings = trained.metadata.data
        guard let data else {
            guard settings.folder == nil else {
                throw CommandFailure(
                    "the model was trained on recordings, and no others are named",
                    hint: "Name the folder of other trajectories with --data.",
                    exitCode: .wrongUsage
                )
            }
            return (0..<count).map(settings.otherRoom)
        }
        (settings.folder, settings.rooms) = (TrajectoryOptions.absolute(data), count)
        let all = try settings.trajectories()
        guard all.count == count else {
            throw CommandFailure("there are \(all.count) trajectories in \(data), not \(count)", exitCode: .wrongUsage)
        }
        return all
    }
}
