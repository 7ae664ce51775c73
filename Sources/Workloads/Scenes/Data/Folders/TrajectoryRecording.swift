import HeadroomNumerics
import HeadroomScenes

/// A recorded trajectory with the chosen frames, whose colors and depths are read last.
struct TrajectoryRecording {
    /// Its folder.
    let path: String
    let category: String
    let notes: SceneNotes
    let frames: [RecordedFrame]
    /// Cameras of the frames.
    let cameras: [Intrinsics]

    /// Least share of a frame that all frames have to see: cameras that differ more are others.
    private static let leastShare = 0.6

    /// Reads the poses and the sizes of the pictures.
    ///
    /// - Parameters:
    ///   - folder: relative to the root.
    ///   - count: number of frames, evenly spaced.
    init(_ layout: TrajectoryLayout, root: String, _ folder: String, frames count: Int) throws(SceneFileError) {
        path = folder.isEmpty ? root : "\(root)/\(folder)"
        notes = try SceneNotes(path)
        category = notes.category ?? Self.category(folder)
        let all = try layout.frames(path, notes)
        guard all.count >= count, count > 0 else {
            throw SceneFileError(
                "\(path) has \(all.count) frames with pose and depth; \(count) are needed",
                hint: "--frames sets how many frames of each trajectory are used."
            )
        }
        frames = (0..<count).map { index in
            all[count > 1 ? (index * (all.count - 1) + (count - 1) / 2) / (count - 1) : all.count / 2]
        }
        var cameras: [Intrinsics] = []
        for frame in frames {
            cameras.append(try frame.camera.intrinsics(of: frame.picture))
        }
        self.cameras = cameras
    }

    /// The name of the folder around the trajectory's, unless that is a part of the data or the root.
    private static func category(_ folder: String) -> String {
        guard let parent = folder.split(separator: "/").dropLast().last.map(String.init) else { return "" }
        return TrajectoryPart(folderName: parent) == nil ? parent : ""
    }

    /// The intersection of the windows of all frames of some recordings.
    static func commonWindow(_ recordings: [TrajectoryRecording]) throws(SceneFileError) -> FrameWindow {
        let windows = recordings.flatMap { recording in
            zip(recording.frames, recording.cameras).map { ($0.picture, FrameWindow($1)) }
        }
        let common = windows.dropFirst().reduce(windows[0].1) { $0.intersection($1.1) }
        for (picture, window) in windows where common.share(of: window) < leastShare {
            throw SceneFileError(
                "\(picture) was taken with another camera than \(windows[0].0): they have too little in common",
                hint: "Frames of one angle of view are needed; put those of other cameras into other folders."
            )
        }
        return common
    }

    /// Reads the pictures.
    ///
    /// - Parameters:
    ///   - camera: looks through a part of all frames.
    ///   - index: of the trajectory; the seed of its orientation.
    func trajectory(
        _ camera: Intrinsics,
        _ orientation: SceneOrientation,
        index: Int
    ) throws(SceneFileError) -> Trajectory {
        let scene = sceneFrame(orientation, index: index)
        var read: [Trajectory.Frame] = []
        for (frame, source) in zip(frames, cameras) {
            let image = try Image(contentsOf: frame.picture)
            guard (image.width, image.height) == (source.width, source.height) else {
                throw SceneFileError(
                    "\(frame.picture) has \(image.width) x \(image.height) pixels; the camera is of "
                        + "\(source.width) x \(source.height)"
                )
            }
            let depths = try DepthPicture(contentsOf: frame.depths)
            // Depths often have fewer pixels than colors, of the same view.
            let (wide, high) = (depths.width * source.height, depths.height * source.width)
            guard abs(wide - high) <= max(source.width, source.height) else {
                throw SceneFileError(
                    "\(frame.depths) has \(depths.width) x \(depths.height) pixels, another shape than the "
                        + "\(source.width) x \(source.height) of \(frame.picture)"
                )
            }
            let view = FrameView(source, as: camera)
            read.append(
                Trajectory.Frame(
                    image: view.colors(image),
                    depths: view.depths(depths, scale: frame.depthScale(depths.bits)),
                    pose: frame.pose.relative(to: scene)
                )
            )
        }
        guard read.contains(where: { $0.depths.contains { $0 > 0 } }) else {
            throw SceneFileError("all depths of \(path) are 0, which stands for unknown")
        }
        return Trajectory(camera, read, text: notes.text, category: category)
    }

    /// The frame of the scene in that of the recording: horizontally in the middle of the cameras, at the height of the
    /// floor where that is known and else of the cameras, turned as the middle camera.
    private func sceneFrame(_ orientation: SceneOrientation, index: Int) -> Placement {
        let mean = frames.reduce(Vector.zero) { $0 + $1.pose.origin } / Double(frames.count)
        let origin = Vector(mean.x, notes.floorHeight ?? mean.y, mean.z)
        var scene = Placement(at: origin)
        // A camera that looks straight up or down has its top where others have their front.
        let axes = frames[frames.count / 2].pose.axes
        let (back, top) = (Vector(axes.z.x, 0, axes.z.z), Vector(axes.y.x, 0, axes.y.z))
        let backward = back.length > 0.05 ? back.normalized : (axes.z.y > 0 ? -top : top).normalized
        scene.axes = ([backward.z, 0, -backward.x], [0, 1, 0], backward)
        guard orientation == .random else { return scene }
        var generator = SeededGenerator(seed: UInt64(index), purpose: "frame of a trajectory")
        let turn = Placement(at: .zero, turn: .degrees(360 * Double(generator.next() >> 11) * 0x1p-53))
        return turn.placed(in: scene)
    }
}

extension Placement {
    /// This placement in the frame of another one, where both are in the same.
    fileprivate func relative(to frame: Placement) -> Placement {
        var result = Placement(at: frame.localPoint(origin))
        result.axes = (frame.localDirection(axes.x), frame.localDirection(axes.y), frame.localDirection(axes.z))
        return result
    }
}
