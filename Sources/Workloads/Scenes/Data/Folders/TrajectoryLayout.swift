import HeadroomScenes

/// The layouts of recorded trajectories that are recognized.
package enum TrajectoryLayout: String, CaseIterable, Sendable {
    case gsn, nerfstudio, arkitScenes

    /// Its name in messages.
    package var title: String {
        switch self {
        case .gsn: "trajectories of GSN"
        case .nerfstudio: "scenes of nerfstudio"
        case .arkitScenes: "recordings of ARKitScenes"
        }
    }

    /// The paths of each layout, for an error message.
    static let explanation = """
        These are known: SPLIT/EPISODE/cameras.json with 000_rgb.png and 000_depth.png beside it, as in GSN; \
        SCENE/transforms.json with the files that it names, as in nerfstudio; \
        SCENE/lowres_wide.traj beside lowres_wide, lowres_depth and lowres_wide_intrinsics, as in ARKitScenes.
        """

    /// Whether a folder holds one trajectory of this layout.
    func isTrajectory(_ folder: String) -> Bool {
        markers.contains { FolderEntries.isFile("\(folder)/\($0)") }
    }

    private var markers: [String] {
        switch self {
        case .gsn: [GSNTrajectory.cameras]
        case .nerfstudio: NerfstudioTrajectory.files
        case .arkitScenes: [ARKitTrajectory.path]
        }
    }

    /// The frames of the trajectory in a folder, in their order in time; no picture is read.
    func frames(_ folder: String, _ notes: SceneNotes) throws(SceneFileError) -> [RecordedFrame] {
        switch self {
        case .gsn: try GSNTrajectory.frames(folder, notes)
        case .nerfstudio: try NerfstudioTrajectory.frames(folder, notes)
        case .arkitScenes: try ARKitTrajectory.frames(folder)
        }
    }
}
