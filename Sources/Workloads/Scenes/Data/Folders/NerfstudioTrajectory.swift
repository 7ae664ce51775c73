import HeadroomScenes

/// Scenes as nerfstudio has them (docs.nerf.studio, "Data conventions"), also with the older `camera_angle_x`.
///
/// `transforms.json` names the files of each frame, and has matrices from the camera's frame (x right, y up, z backward)
/// to a world whose z is up. Depths are PNGs of 16 bits in thousandths of the world's unit.
enum NerfstudioTrajectory {
    static let files = ["transforms.json", "transforms_train.json"]

    /// The fields at the top of the file, or of a frame.
    private struct Camera: Decodable {
        var cameraModel: String?
        var w, h, flX, flY, cx, cy: Double?
        var cameraAngleX, cameraAngleY: Double?
        var k1, k2, k3, k4, p1, p2: Double?

        enum CodingKeys: String, CodingKey {
            case w, h, cx, cy, k1, k2, k3, k4, p1, p2
            case cameraModel = "camera_model"
            case flX = "fl_x"
            case flY = "fl_y"
            case cameraAngleX = "camera_angle_x"
            case cameraAngleY = "camera_angle_y"
        }

        /// The same, with what is missing taken from another one.
        func filled(by other: Camera) -> Camera {
            var result = self
            result.cameraModel = cameraModel ?? other.cameraModel
            (result.w, result.h) = (w ?? other.w, h ?? other.h)
            (result.flX, result.flY) = (flX ?? other.flX, flY ?? other.flY)
            (result.cx, result.cy) = (cx ?? other.cx, cy ?? other.cy)
            result.cameraAngleX = cameraAngleX ?? other.cameraAngleX
            result.cameraAngleY = cameraAngleY ?? other.cameraAngleY
            (result.k1, result.k2, result.k3) = (k1 ?? other.k1, k2 ?? other.k2, k3 ?? other.k3)
            (result.k4, result.p1, result.p2) = (k4 ?? other.k4, p1 ?? other.p1, p2 ?? other.p2)
            return result
        }

        var isDistorted: Bool { [k1, k2, k3, k4, p1, p2].contains { abs($0 ?? 0) > 1e-9 } }
        var isPinhole: Bool {
            ["PINHOLE", "SIMPLE_PINHOLE", "OPENCV", "RADIAL", "SIMPLE_RADIAL"].contains(cameraModel ?? "PINHOLE")
        }

        func recorded(_ name: String) throws(SceneFileError) -> RecordedCamera {
            guard isPinhole else {
                throw SceneFileError(
                    "\(name) is of the kind \(cameraModel ?? ""), and no pinhole camera",
                    hint: undistorting
                )
            }
            guard !isDistorted else {
                throw SceneFileError("\(name) has a lens that distorts (k1, k2, p1 or p2 is not 0)", hint: undistorting)
            }
            guard let focal = flX ?? flY else {
                guard let angle = cameraAngleX, angle > 0, angle < .pi else {
                    throw SceneFileError("\(name) has neither fl_x nor camera_angle_x")
                }
                let vertical = cameraAngleY.flatMap { $0 > 0 && $0 < .pi ? Angle.radians($0) : nil }
                return .fieldOfView(.radians(angle), vertical: vertical)
            }
            let (focalX, focalY) = (flX ?? focal, flY ?? focal)
            guard let w, let h, let width = Int(exactly: w), let height = Int(exactly: h) else {
                return .pixels(focal: [focalX, focalY], center: cx.flatMap { x in cy.map { [x, $0] } })
            }
            return .known(
                Intrinsics(
                    width: width,
                    height: height,
                    focalX: focalX,
                    focalY: focalY,
                    centerX: cx ?? w / 2,
                    centerY: cy ?? h / 2
                )
            )
        }

        private var undistorting: String {
            "Remove the distortion first, for example: colmap image_undistorter --image_path images "
                + "--input_path sparse/0 --output_path undistorted"
        }
    }

    private struct Frame: Decodable {
        var filePath: String
        var depthFilePath: String?
        var transformMatrix: [[Double]]

        enum CodingKeys: String, CodingKey {
            case filePath = "file_path"
            case depthFilePath = "depth_file_path"
            case transformMatrix = "transform_matrix"
        }
    }

    private struct Frames: Decodable { var frames: [Frame] }
    private struct Cameras: Decodable { var frames: [Camera] }

    static func frames(_ folder: String, _ notes: SceneNotes) throws(SceneFileError) -> [RecordedFrame] {
        let path = files.map { "\(folder)/\($0)" }.first(where: FolderEntries.isFile) ?? "\(folder)/\(files[0])"
        let what = "a list of frames with file_path and transform_matrix"
        let frames: Frames = try JSONFile.read(path, what)
        // The fields of the camera may be at the top, in the frames, or in both.
        let common: Camera = try JSONFile.read(path, what)
        let cameras: Cameras = try JSONFile.read(path, what)
        let entries = zip(frames.frames, cameras.frames).sorted {
            FolderEntries.isBefore($0.0.filePath, $1.0.filePath)
        }
        let scale = notes.depthScale ?? 0.001
        var result: [RecordedFrame] = []
        for (frame, camera) in entries {
            let name = "\(frame.filePath) in \(path)"
            guard let depths = frame.depthFilePath else {
                throw SceneFileError(
                    "\(name) has no depth_file_path: depths are needed",
                    hint: "nerfstudio stores them with a depth sensor, for example of Record3D or Polycam."
                )
            }
            let matrix = try PoseMatrix(frame.transformMatrix, name: "transform_matrix of \(name)")
            result.append(
                RecordedFrame(
                    picture: picture(frame.filePath, in: folder),
                    depths: located(depths, in: folder),
                    depthScale: { _ in scale },
                    pose: matrix.cameraToWorld.fromZUp,
                    camera: try camera.filled(by: common).recorded("the camera of \(name)")
                )
            )
        }
        return result
    }

    private static func located(_ name: String, in folder: String) -> String {
        name.hasPrefix("/") ? name : "\(folder)/\(name)"
    }

    /// The path of a picture; older files have no endings.
    private static func picture(_ name: String, in folder: String) -> String {
        let path = located(name, in: folder)
        return FolderEntries.isFile(path) || !FolderEntries.isFile("\(path).png") ? path : "\(path).png"
    }
}
