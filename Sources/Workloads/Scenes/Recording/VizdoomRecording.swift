import FoundationEssentials
import HeadroomCommandLine
import HeadroomSystem

/// Walks through a map of ViZDoom, recorded by a Python script in an environment with that package.
package struct VizdoomRecording: Sendable {
    /// Maps of the package that can be recorded.
    package enum Map: String, CaseIterable, Sendable {
        /// Connected rooms with different walls; all trajectories are in the same.
        case myWayHome = "my_way_home"
        /// A maze with things that lie about.
        case healthGathering = "health_gathering_supreme"
    }

    package var map = Map.myWayHome
    package var trajectories = 48
    package var frames = 32
    package var seed: UInt64 = 1
    /// Whether frames of 640 x 480 pixels are written, in place of 160 x 120.
    package var isFullSize = false

    package init() {}

    /// Python of the environment that the launcher makes.
    package static var launcherPython: String? {
        guard let home = ProcessInfo.processInfo.environment["HEADROOM_HOME"], !home.isEmpty else { return nil }
        let path = "\(home)/frameworks/vizdoom/bin/python"
        return FolderEntries.isFile(path) ? path : nil
    }

    /// Longest time for a trajectory.
    private static let longestSilenceSeconds = 300

    /// Writes the layout of GSN.
    ///
    /// - Parameter python: has the packages vizdoom and numpy.
    package func write(to folder: String, python: String) throws {
        let script = String(decoding: PackageResources.vizdoom_trajectories_py, as: UTF8.self)
        let options =
            [
                "--trajectories", "\(trajectories)", "--frames", "\(frames)", "--seed", "\(seed)",
                "--map", map.rawValue,
            ] + (isFullSize ? ["--full-size"] : [])
        do {
            // Isolated, so that no variable or file of the user's changes what is imported.
            _ = try ProgramOutput.read(
                python,
                ["-I", "-c", script, folder] + options,
                longestSilenceSeconds: Self.longestSilenceSeconds
            )
        } catch {
            throw CommandFailure(
                "\(map.rawValue) could not be recorded by \(python): \(error)",
                hint: "It needs the packages vizdoom (1.3.2) and numpy; the launcher ./headroom installs them."
            )
        }
    }
}
