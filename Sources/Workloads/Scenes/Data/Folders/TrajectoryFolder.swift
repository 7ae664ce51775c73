package import HeadroomScenes

/// The trajectories of a folder of the user's, recognized by its layout.
package struct TrajectoryFolder: Sendable {
    package let path: String
    package let layout: TrajectoryLayout
    /// Folders of the trajectories of each part, relative to ``path``; empty for the path itself.
    private let parts: [TrajectoryPart: [String]]

    /// Folders below the path in which trajectories are looked for.
    private static let depth = 3

    /// Lists the folders, and reads no file.
    package init(_ path: String) throws(SceneFileError) {
        guard FolderEntries.isFolder(path) else {
            throw SceneFileError("there is no folder \(path)", hint: "--data names a folder of trajectories.")
        }
        for layout in TrajectoryLayout.allCases {
            let found = Self.trajectories(layout, in: path, below: "", depth: Self.depth)
            guard !found.isEmpty else { continue }
            (self.path, self.layout) = (path, layout)
            parts = Dictionary(grouping: found) { Self.part(of: $0) }
            return
        }
        throw SceneFileError(
            "\(path) has none of the known layouts of a folder of trajectories",
            hint: TrajectoryLayout.explanation
        )
    }

    private static func trajectories(
        _ layout: TrajectoryLayout,
        in path: String,
        below folder: String,
        depth: Int
    ) -> [String] {
        let whole = folder.isEmpty ? path : "\(path)/\(folder)"
        if layout.isTrajectory(whole) { return [folder] }
        guard depth > 0 else { return [] }
        return FolderEntries.folders(whole).flatMap {
            trajectories(layout, in: path, below: folder.isEmpty ? $0 : "\(folder)/\($0)", depth: depth - 1)
        }
    }

    /// The part that a folder in the path stands for; training without one.
    private static func part(of folder: String) -> TrajectoryPart {
        folder.split(separator: "/").lazy.compactMap { TrajectoryPart(folderName: String($0)) }.first ?? .training
    }

    package func count(_ part: TrajectoryPart) -> Int { parts[part]?.count ?? 0 }

    /// Paths of the trajectories of a part, for messages.
    package func names(_ part: TrajectoryPart) -> [String] {
        (parts[part] ?? []).map { $0.isEmpty ? path : "\(path)/\($0)" }
    }

    /// Reads the poses and cameras of the first trajectories of a part; the pictures of each are read when it is used.
    ///
    /// - Parameters:
    ///   - count: greatest number of them.
    ///   - frames: of each, evenly spaced from the first to the last.
    ///   - size: pixels on each side; frames are squashed to a square, so that pixels need not be square.
    func recordings(
        _ part: TrajectoryPart = .training,
        count: Int = .max,
        frames: Int,
        size: Int
    ) throws(SceneFileError) -> (recordings: [TrajectoryRecording], camera: Intrinsics) {
        let folders = (parts[part] ?? []).prefix(count)
        guard !folders.isEmpty else {
            throw SceneFileError("\(path) (\(layout.title)) has no trajectories for the \(part.rawValue)")
        }
        var recordings: [TrajectoryRecording] = []
        for folder in folders {
            recordings.append(try TrajectoryRecording(layout, root: path, folder, frames: frames))
        }
        return (recordings, try TrajectoryRecording.commonWindow(recordings).camera(size: size))
    }

    /// Reads the first trajectories of a part, all with the same camera.
    package func trajectories(
        _ part: TrajectoryPart = .training,
        count: Int = .max,
        frames: Int,
        size: Int,
        orientation: SceneOrientation
    ) throws(SceneFileError) -> [Trajectory] {
        let (recordings, camera) = try recordings(part, count: count, frames: frames, size: size)
        var result: [Trajectory] = []
        for (index, recording) in recordings.enumerated() {
            result.append(try recording.trajectory(camera, orientation, index: index))
        }
        return result
    }
}
