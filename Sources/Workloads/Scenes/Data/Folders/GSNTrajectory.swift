package import HeadroomScenes
import HeadroomSystem

/// Trajectories as the data of GSN have them (arXiv 2104.00670).
///
/// `cameras.json` lists `Rt`, the matrix from the world to the camera, and `K`. The camera looks along -z; the sign of
/// K's second focal length is that of its y axis: less than 0 where y is up, as here, greater where it is down. K is in
/// pixels, or in halves of the picture where its first focal length is less than 10 and its principal point less than 2.
/// Beside it are `NNN_rgb.png` and `NNN_depth.png`.
package enum GSNTrajectory {
    static let cameras = "cameras.json"

    private struct Entry: Codable {
        var worldToCamera: [[Double]]
        var projection: [[Double]]

        enum CodingKeys: String, CodingKey {
            case worldToCamera = "Rt"
            case projection = "K"
        }
    }

    /// The unit of 8 bits in GSN's recordings of Doom, in those of its map; 16 bits are millimeters.
    @Sendable private static func depthScale(bits: Int) -> Double { bits == 8 ? 100.0 / 14 : 0.001 }

    static func frames(_ folder: String, _ notes: SceneNotes) throws(SceneFileError) -> [RecordedFrame] {
        let scale = notes.depthScale
        return try poses("\(folder)/\(cameras)").enumerated().map { index, view in
            let number = String(index)
            let stem = "\(folder)/\(String(repeating: "0", count: max(0, 3 - number.count)))\(number)"
            return RecordedFrame(
                picture: "\(stem)_rgb.png",
                depths: "\(stem)_depth.png",
                depthScale: { bits in scale ?? depthScale(bits: bits) },
                pose: view.pose,
                camera: view.camera
            )
        }
    }

    /// Reads the list of cameras alone: from the camera's frame (x right, y up, z backward) to that of the trajectory.
    package static func poses(_ path: String) throws(SceneFileError) -> [(pose: Placement, camera: RecordedCamera)] {
        let entries: [Entry] = try JSONFile.read(path, "a list of cameras with Rt and K")
        var views: [(pose: Placement, camera: RecordedCamera)] = []
        for (index, entry) in entries.enumerated() {
            let matrix = try PoseMatrix(entry.worldToCamera, name: "Rt of entry \(index) in \(path)")
            guard entry.projection.count >= 3,
                entry.projection.allSatisfy({ $0.count >= 3 && $0.allSatisfy(\.isFinite) })
            else {
                throw SceneFileError("K of entry \(index) in \(path) is not a matrix of finite numbers")
            }
            let (focalX, focalY) = (entry.projection[0][0], entry.projection[1][1])
            let center = SIMD2(entry.projection[0][2], entry.projection[1][2])
            // A picture of less than 4 pixels is not expected.
            let camera: RecordedCamera =
                focalX < 10 && max(center.x, center.y) < 2
                ? .halves(focal: [focalX, abs(focalY)])
                : .pixels(focal: [focalX, abs(focalY)], center: center.x > 0 && center.y > 0 ? center : nil)
            views.append((focalY > 0 ? matrix.worldToCamera.mirroredInY : matrix.worldToCamera, camera))
        }
        return views
    }

    /// Writes a trajectory to a new folder, with depths in millimeters; a floor is at the height 0.
    package static func write(_ trajectory: Trajectory, to folder: String) throws {
        try Folder.make(folder)
        let camera = trajectory.intrinsics
        let matrix = [[camera.focalX, 0, camera.centerX], [0, -camera.focalY, camera.centerY], [0, 0, 1]]
        var entries: [Entry] = []
        for (index, frame) in trajectory.frames.enumerated() {
            let number = String(index)
            let stem = "\(folder)/\(String(repeating: "0", count: max(0, 3 - number.count)))\(number)"
            try frame.image.writePNG(to: "\(stem)_rgb.png")
            let values = frame.depths.map { $0 > 0 ? UInt16(min(65535, ($0 * 1000).rounded())) : 0 }
            try DepthPicture(width: camera.width, height: camera.height, values: values)
                .writePNG(to: "\(stem)_depth.png")
            let (axes, shift) = (frame.pose.axes, frame.pose.localPoint(.zero))
            entries.append(
                Entry(
                    worldToCamera: [
                        [axes.x.x, axes.x.y, axes.x.z, shift.x], [axes.y.x, axes.y.y, axes.y.z, shift.y],
                        [axes.z.x, axes.z.y, axes.z.z, shift.z], [0, 0, 0, 1],
                    ],
                    projection: matrix
                )
            )
        }
        try JSONFile.write(entries, to: "\(folder)/\(cameras)")
        var notes = SceneNotes()
        (notes.category, notes.text) = (trajectory.category.isEmpty ? nil : trajectory.category, trajectory.text)
        (notes.depthScale, notes.floorHeight) = (0.001, 0)
        try notes.write(to: folder)
    }
}

extension Placement {
    /// The pose with y reversed both in the world and in the camera.
    fileprivate var mirroredInY: Placement {
        func mirrored(_ v: Vector) -> Vector { [v.x, -v.y, v.z] }
        var result = Placement(at: mirrored(origin))
        result.axes = (mirrored(axes.x), -mirrored(axes.y), mirrored(axes.z))
        return result
    }
}
