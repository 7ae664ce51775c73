import ArgumentParser
import HeadroomCommandLine
import HeadroomFormat

/// Options of commands that write trajectories.
struct TrajectoryOutput: ParsableArguments {
    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp("The folder to write to, for --data of a training.", valueName: "folder")
    )
    var output: String

    @Option(help: ArgumentHelp("Trajectories.", valueName: "n"))
    var trajectories = 48

    @Option(help: ArgumentHelp("Frames of each.", valueName: "n"))
    var frames = 32

    func validate() throws {
        for (name, value, range) in [
            ("--trajectories", trajectories, 1...100_000), ("--frames", frames, 4...1000),
        ] where !range.contains(value) {
            throw ValidationError("\(name) takes a whole number from \(range.lowerBound) to \(range.upperBound).")
        }
    }

    /// Throws where files would be mixed with others.
    func requireEmpty() throws { try Self.requireEmpty(output) }

    /// Throws where files in a folder would be mixed with others.
    static func requireEmpty(_ folder: String) throws {
        guard FolderEntries.names(folder).isEmpty else {
            throw CommandFailure("\(folder) is not empty", hint: "Name a new folder, or remove what is in it.")
        }
    }

    /// Pixels on each side, and number of trajectories, of the check.
    private static let (checkedSize, checkedTrajectories) = (32, 64)

    /// Reads the folder, and tells how well its frames fit together.
    func report() throws {
        let folder = try TrajectoryFolder(output)
        let read = try folder.trajectories(
            count: Self.checkedTrajectories,
            frames: frames,
            size: Self.checkedSize,
            orientation: .canonical
        )
        let quality = DepthWarpQuality(read, sources: 2)
        try StandardStream.output(
            """
            \(folder.count(.training)) trajectories of \(frames) frames are in \(output)
            Every fourth frame, made of two others by depths and poses alone, has \
            \(Format.fixed(quality.frames.ratio, decimals: 1)) dB at \(Self.checkedSize) x \(Self.checkedSize) pixels.

            """
        )
    }
}
