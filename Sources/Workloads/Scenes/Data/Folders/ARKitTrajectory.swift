import HeadroomScenes

/// Recordings of ARKitScenes (arXiv 2111.08897).
///
/// `lowres_wide/*_TIME.png` with `lowres_depth/*_TIME.png` in millimeters and `lowres_wide_intrinsics/*_TIME.pincam`
/// (width, height, focal lengths, principal point). A line of `lowres_wide.traj` has a time, the rotation from the
/// world to the camera (x right, y down, z forward) as its axis times its angle, and the translation; the world's z
/// is up.
enum ARKitTrajectory {
    static let path = "lowres_wide.traj"
    /// Greatest difference between the times of a pose and a picture, and of the camera's file and a picture.
    private static let (poseSeconds, cameraSeconds) = (0.005, 0.0015)

    static func frames(_ folder: String) throws(SceneFileError) -> [RecordedFrame] {
        let poses = try poses("\(folder)/\(path)")
        let depths = times("\(folder)/lowres_depth", ".png")
        let cameras = times("\(folder)/lowres_wide_intrinsics", ".pincam")
        let pictures = times("\(folder)/lowres_wide", ".png")
        for (name, files) in [
            ("lowres_wide", pictures), ("lowres_depth", depths), ("lowres_wide_intrinsics", cameras),
        ] where files.isEmpty {
            throw SceneFileError("\(folder)/\(name) has no files whose names end with a time")
        }
        var frames: [RecordedFrame] = []
        for (time, picture) in pictures {
            guard let depth = nearest(time, depths, within: cameraSeconds),
                let camera = nearest(time, cameras, within: cameraSeconds),
                let pose = nearest(time, poses, within: poseSeconds)
            else { continue }
            frames.append(
                RecordedFrame(
                    picture: picture,
                    depths: depth,
                    depthScale: { _ in 0.001 },
                    pose: pose.worldToCamera.withReversedYZ.fromZUp,
                    camera: .known(try intrinsics(camera))
                )
            )
        }
        return frames
    }

    private static func poses(_ path: String) throws(SceneFileError) -> [(Double, PoseMatrix)] {
        let text = String(decoding: try SceneFile.read(path, limit: 1 << 28), as: UTF8.self)
        var poses: [(Double, PoseMatrix)] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let fields = line.split(whereSeparator: \.isWhitespace)
            if fields.isEmpty { continue }
            let numbers = fields.compactMap { Double($0) }
            guard numbers.count == 7, fields.count == 7, numbers.allSatisfy({ abs($0) < PoseMatrix.farthest })
            else {
                throw SceneFileError(
                    "\(path): line \(index + 1) has no seven finite numbers: time, rotation and translation"
                )
            }
            poses.append(
                (
                    numbers[0],
                    PoseMatrix(
                        axisAngle: [numbers[1], numbers[2], numbers[3]],
                        translation: [numbers[4], numbers[5], numbers[6]]
                    )
                )
            )
        }
        return poses.sorted { $0.0 < $1.0 }
    }

    private static func intrinsics(_ path: String) throws(SceneFileError) -> Intrinsics {
        let text = String(decoding: try SceneFile.read(path, limit: 1 << 16), as: UTF8.self)
        let numbers = text.split(whereSeparator: \.isWhitespace).map { Double($0) ?? .nan }
        guard numbers.count == 6, numbers.allSatisfy(\.isFinite), let width = Int(exactly: numbers[0]),
            let height = Int(exactly: numbers[1])
        else {
            throw SceneFileError(
                "\(path) has no six numbers: width, height, two focal lengths and the principal point"
            )
        }
        return Intrinsics(
            width: width,
            height: height,
            focalX: numbers[2],
            focalY: numbers[3],
            centerX: numbers[4],
            centerY: numbers[5]
        )
    }

    /// The files of a folder by the times at the ends of their names, in order.
    private static func times(_ folder: String, _ ending: String) -> [(Double, String)] {
        FolderEntries.files(folder, ending: ending).compactMap { name in
            let stem = name.dropLast(ending.count)
            let time = stem.split(separator: "_").last.flatMap { Double($0) }
            return time.flatMap { $0.isFinite ? ($0, "\(folder)/\(name)") : nil }
        }.sorted { $0.0 < $1.0 }
    }

    /// The value with the nearest time, of values in the order of their times; nil where that is too far.
    private static func nearest<T>(_ time: Double, _ values: [(Double, T)], within limit: Double) -> T? {
        var (low, high) = (0, values.count)
        while low < high {
            let middle = (low + high) / 2
            if values[middle].0 < time { low = middle + 1 } else { high = middle }
        }
        let near = [low - 1, low].filter(values.indices.contains)
            .min { abs(values[$0].0 - time) < abs(values[$1].0 - time) }
        return near.flatMap { abs(values[$0].0 - time) <= limit ? values[$0].1 : nil }
    }
}
