import FoundationEssentials
import Glibc
import HeadroomSceneGeneration
import HeadroomScenes
import HeadroomSystem
import TestSupport

/// A folder of trajectories in the layouts of others, which is deleted after the test.
struct RecordedFolder {
    private let folder: TestSupport.Folder

    init() throws { folder = try TestSupport.Folder() }

    var path: String { folder.path }

    func remove() { folder.remove() }

    func write(_ bytes: [UInt8], _ name: String) throws {
        if let slash = name.lastIndex(of: "/") { try HeadroomSystem.Folder.make("\(path)/\(name[..<slash])") }
        try folder.write(bytes, name)
    }

    func write(_ text: String, _ name: String) throws { try write(Array(text.utf8), name) }

    func read(_ name: String) throws -> String {
        String(decoding: try SceneFile.read("\(path)/\(name)"), as: UTF8.self)
    }

    /// Replaces the first place of a text in a file.
    func replace(_ text: String, by other: String, in name: String) throws {
        var content = try read(name)
        guard let range = content.firstRange(of: text) else { throw SceneFileError("\(name) has no \(text)") }
        content.replaceSubrange(range, with: other)
        try write(content, name)
    }

    func delete(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(path)/\(name)") }

    /// Depths as a PNG in millimeters.
    static func depths(_ frame: Trajectory.Frame, _ camera: Intrinsics) throws -> [UInt8] {
        let values = frame.depths.map { UInt16(($0 * 1000).rounded()) }
        return try DepthPicture(width: camera.width, height: camera.height, values: values).encodedPNG()
    }

    /// A direction or point of a world whose y is up, in one whose z is.
    private static func zUp(_ v: Vector) -> Vector { [v.x, -v.z, v.y] }

    /// Writes the layout of nerfstudio, with the frames in another order than their names.
    func writeNerfstudio(_ trajectory: Trajectory, _ name: String, camera: String? = nil) throws {
        var frames: [String] = []
        for (index, frame) in trajectory.frames.enumerated() {
            // The tenth comes after the ninth, and not after the first.
            let stem = "frame_\(index + 1)"
            try write(frame.image.encodedPNG(), "\(name)/images/\(stem).png")
            try write(Self.depths(frame, trajectory.intrinsics), "\(name)/depths/\(stem).png")
            let axes = [frame.pose.axes.x, frame.pose.axes.y, frame.pose.axes.z, frame.pose.origin].map(Self.zUp)
            let rows = (0..<3).map { row in "[\(axes.map { "\($0[row])" }.joined(separator: ","))]" }
            frames.insert(
                """
                {"file_path": "images/\(stem).png", "depth_file_path": "depths/\(stem).png", \
                "transform_matrix": [\(rows.joined(separator: ",")),[0,0,0,1]]}
                """,
                at: 0
            )
        }
        let k = trajectory.intrinsics
        let camera =
            camera
                ?? """
                "camera_model": "OPENCV", "w": \(k.width), "h": \(k.height), "fl_x": \(k.focalX), "fl_y": \(k.focalY), \
                "cx": \(k.centerX), "cy": \(k.centerY), "k1": 0.0
                """
        try write("{\(camera), \"frames\": [\(frames.joined(separator: ","))]}", "\(name)/transforms.json")
    }

    /// Writes the layout of ARKitScenes: a rotation as its axis times its angle, of a camera whose y is down.
    func writeARKit(_ trajectory: Trajectory, _ name: String) throws {
        var lines = ""
        for (index, frame) in trajectory.frames.enumerated() {
            let time = "\(4000 + index / 10).\(index % 10)51"
            try write(frame.image.encodedPNG(), "\(name)/lowres_wide/41_\(time).png")
            try write(Self.depths(frame, trajectory.intrinsics), "\(name)/lowres_depth/41_\(time).png")
            let k = trajectory.intrinsics
            try write(
                "\(k.width) \(k.height) \(k.focalX) \(k.focalY) \(k.centerX) \(k.centerY)\n",
                "\(name)/lowres_wide_intrinsics/41_\(4000 + index / 10).\(index % 10)50.pincam"
            )
            let axes = [frame.pose.axes.x, -frame.pose.axes.y, -frame.pose.axes.z].map(Self.zUp)
            let shift = axes.map { -$0.dot(Self.zUp(frame.pose.origin)) }
            // The rows of the matrix are the axes; the axis of the turn is what the matrix leaves as it is.
            let cosine = (axes[0].x + axes[1].y + axes[2].z - 1) / 2
            let angle = acos(max(-1, min(1, cosine)))
            let axis = Vector(axes[2].y - axes[1].z, axes[0].z - axes[2].x, axes[1].x - axes[0].y).normalized * angle
            lines += "\(time) \(axis.x) \(axis.y) \(axis.z) \(shift[0]) \(shift[1]) \(shift[2])\n"
        }
        try write(lines, "\(name)/lowres_wide.traj")
    }
}
