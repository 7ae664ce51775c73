import HeadroomNumerics
import HeadroomSceneGeneration
import HeadroomScenes
import Testing

/// Recorded trajectories with something wrong: the error names the file.
struct BrokenTrajectoryTests {
    private static let camera = Intrinsics(width: 24, height: 20, focalX: 20, focalY: 21, centerX: 12, centerY: 10)
    private static let room = Trajectory(roomSeed: 1, frames: 12, camera)

    /// The error of reading a folder after a change to it.
    private func message(
        _ layout: TrajectoryLayout,
        frames: Int = 12,
        _ change: (RecordedFolder) throws -> Void
    ) throws -> String {
        let folder = try RecordedFolder()
        defer { folder.remove() }
        switch layout {
        case .gsn: try GSNTrajectory.write(Self.room, to: "\(folder.path)/a")
        case .nerfstudio: try folder.writeNerfstudio(Self.room, "a")
        case .arkitScenes: try folder.writeARKit(Self.room, "a")
        }
        try change(folder)
        do throws(SceneFileError) {
            _ = try TrajectoryFolder(folder.path).trajectories(frames: frames, size: 16, orientation: .canonical)
            return "none"
        } catch {
            return error.description
        }
    }

    @Test func nothingIsThere() throws {
        let folder = try RecordedFolder()
        defer { folder.remove() }
        let missing = #expect(throws: SceneFileError.self) { try TrajectoryFolder("/nowhere") }
        #expect(missing?.message == "there is no folder /nowhere")
        let empty = #expect(throws: SceneFileError.self) { try TrajectoryFolder(folder.path) }
        #expect(empty?.description.contains("cameras.json") == true)
        try GSNTrajectory.write(Self.room, to: "\(folder.path)/val/a")
        let training = #expect(throws: SceneFileError.self) {
            try TrajectoryFolder(folder.path).trajectories(frames: 4, size: 16, orientation: .canonical)
        }
        #expect(training?.message.contains("has no trajectories for the training") == true)
        #expect(try message(.gsn, frames: 13) { _ in }.contains("a has 12 frames with pose and depth; 13 are needed"))
        #expect(try message(.gsn, frames: 0) { _ in }.contains("0 are needed"))
    }

    @Test(arguments: TrajectoryLayout.allCases) func nothingIsWrong(_ layout: TrajectoryLayout) throws {
        for frames in [1, 2, 5, 12] { #expect(try message(layout, frames: frames) { _ in } == "none") }
    }

    @Test(arguments: [
        ("{", "is not a list of cameras with Rt and K: it is not JSON"), ("", "it is not JSON"),
        ("{}", "has another type"), ("[{\"Rt\": []}]", "[0].K is missing"),
        ("[{\"Rt\": [[1]], \"K\": [[1]]}]", "Rt of entry 0"),
        ("[{\"Rt\": [[1,0,0,0],[0,1,0,0],[0,0,1,1e999],[0,0,0,1]], \"K\": [[1]]}]", "cameras.json"),
        ("[{\"Rt\": [[1,0,0,0],[0,1,0,0],[0,0,2,0],[0,0,0,1]], \"K\": [[1]]}]", "not a rotation"),
        ("[{\"Rt\": [[1,0,0,0],[0,1,0,0],[0,0,-1,0],[0,0,0,1]], \"K\": [[1]]}]", "not a rotation"),
        ("[{\"Rt\": [[1,0,0,0],[0,1,0,0],[0,0,1,0],[0,0,0,2]], \"K\": [[1]]}]", "last row"),
        ("[{\"Rt\": [[1,0,0,0],[0,1,0,0],[0,0,1,0],[0,0,0,1]], \"K\": [[1]]}]", "K of entry 0"),
        ("[]", "has 0 frames"),
    ])
    func camerasOfGSN(_ text: String, _ expected: String) throws {
        let message = try message(.gsn) { try $0.write(text, "a/cameras.json") }
        #expect(message.contains(expected), "\(message)")
    }

    @Test func filesOfGSN() throws {
        let cases: [(String, (RecordedFolder) throws -> Void)] = [
            ("a/003_rgb.png", { try $0.delete("a/003_rgb.png") }),
            ("a/003_rgb.png", { try $0.write("no picture", "a/003_rgb.png") }),
            ("a/003_rgb.png", { try $0.write([], "a/003_rgb.png") }),
            ("a/004_depth.png", { try $0.delete("a/004_depth.png") }),
            ("a/004_depth.png", { try $0.write("no picture", "a/004_depth.png") }),
            (
                "a/004_depth.png is not a depth picture",
                {
                    try $0.write(Image(width: 24, height: 20).encodedPNG(), "a/004_depth.png")
                }
            ),
            (
                "a/004_depth.png has 24 x 24 pixels, another shape",
                {
                    try $0.write(
                        DepthPicture(width: 24, height: 24, values: Array(repeating: 1, count: 576)).encodedPNG(),
                        "a/004_depth.png"
                    )
                }
            ),
            ("a/scene.json", { try $0.write("[]", "a/scene.json") }),
            ("depth_scale must be greater than 0", { try $0.write("{\"depth_scale\": 0}", "a/scene.json") }),
            (
                "looks beside the picture",
                {
                    try $0.replace("[[20,0,12],", by: "[[20,0,30],", in: "a/cameras.json")
                }
            ),
            (
                "focal lengths of no real camera",
                {
                    try $0.replace("[[20,0,12],", by: "[[0,0,12],", in: "a/cameras.json")
                }
            ),
            (
                "all depths",
                {
                    let nothing = DepthPicture(width: 24, height: 20, values: Array(repeating: 0, count: 480))
                    for number in 0..<12 {
                        try $0.write(nothing.encodedPNG(), "a/0\(number < 10 ? "0" : "")\(number)_depth.png")
                    }
                }
            ),
        ]
        for (expected, change) in cases {
            let message = try message(.gsn, change)
            #expect(message.contains(expected), "\(message)")
        }
        // A part of a picture.
        let half = try message(.gsn) { folder in
            let bytes = try SceneFile.read("\(folder.path)/a/004_depth.png")
            try folder.write(Array(bytes.prefix(bytes.count / 2)), "a/004_depth.png")
        }
        #expect(half.contains("a/004_depth.png is not a readable PNG"))
    }

    @Test func nerfstudio() throws {
        let file = "a/transforms.json"
        let cases: [(String, (RecordedFolder) throws -> Void)] = [
            ("transforms.json is not a list of frames", { try $0.write("nothing", file) }),
            (".frames is missing", { try $0.write("{}", file) }),
            (
                ".frames[0].transform_matrix is missing",
                {
                    try $0.write("{\"frames\": [{\"file_path\": \"a\"}]}", file)
                }
            ),
            ("has a lens that distorts", { try $0.replace("\"k1\": 0.0", by: "\"k1\": 0.1", in: file) }),
            ("no pinhole camera", { try $0.replace("\"OPENCV\"", by: "\"OPENCV_FISHEYE\"", in: file) }),
            (
                "neither fl_x nor camera_angle_x",
                {
                    try $0.replace("\"fl_x\"", by: "\"f_x\"", in: file)
                    try $0.replace("\"fl_y\"", by: "\"f_y\"", in: file)
                }
            ),
            ("frame_12.png in ", { try $0.replace("\"depth_file_path\"", by: "\"depth\"", in: file) }),
            ("has no depth_file_path", { try $0.replace("\"depth_file_path\"", by: "\"depth\"", in: file) }),
            (
                "images/frame_3.png has 24 x 20 pixels; the camera is of 48 x 20",
                {
                    try $0.replace("\"w\": 24", by: "\"w\": 48", in: file)
                    try $0.replace("\"fl_x\"", by: "\"a\": 0, \"fl_x\"", in: file)
                    try $0.delete("a/images/frame_1.png")
                    try $0.write(Image(width: 48, height: 20).encodedPNG(), "a/images/frame_1.png")
                    try $0.write(Image(width: 48, height: 20).encodedPNG(), "a/images/frame_2.png")
                    let depths = DepthPicture(width: 48, height: 20, values: Array(repeating: 9, count: 960))
                    for frame in 1...2 { try $0.write(depths.encodedPNG(), "a/depths/frame_\(frame).png") }
                }
            ),
            ("focal lengths of no real camera", { try $0.replace("\"fl_x\": 20.0", by: "\"fl_x\": 1e307", in: file) }),
            ("focal lengths of no real camera", { try $0.replace("\"fl_x\": 20.0", by: "\"fl_x\": 1e-307", in: file) }),
            ("transform_matrix of images/frame_12.png", { try $0.replace("[[", by: "[[1e300, 0, 0, 0], [", in: file) }),
            ("a/depths/frame_7.png", { try $0.delete("a/depths/frame_7.png") }),
        ]
        for (expected, change) in cases {
            let message = try message(.nerfstudio, change)
            #expect(message.contains(expected), "\(message)")
        }
    }

    @Test func arkitScenes() throws {
        let cases: [(String, (RecordedFolder) throws -> Void)] = [
            ("lowres_wide.traj: line 1 has no seven finite numbers", { try $0.write("1 2 3\n", "a/lowres_wide.traj") }),
            ("lowres_wide.traj: line 1", { try $0.write("4000.051 0 0 1e300 0 0 0\n", "a/lowres_wide.traj") }),
            ("lowres_wide.traj: line 1", { try $0.write("4000.051 0 0 0 nan 0 0\n", "a/lowres_wide.traj") }),
            ("has 0 frames", { try $0.write("", "a/lowres_wide.traj") }),
            ("has 11 frames", { try $0.delete("a/lowres_depth/41_4000.351.png") }),
            ("has 11 frames", { try $0.delete("a/lowres_wide_intrinsics/41_4000.350.pincam") }),
            (
                "41_4000.350.pincam has no six numbers",
                {
                    try $0.write("24 20 1", "a/lowres_wide_intrinsics/41_4000.350.pincam")
                }
            ),
            ("41_4000.351.png", { try $0.write("24 20 -1 1 1 1", "a/lowres_wide_intrinsics/41_4000.350.pincam") }),
            ("a/lowres_depth has no files", { try $0.delete("a/lowres_depth") }),
        ]
        for (expected, change) in cases {
            let message = try message(.arkitScenes, change)
            #expect(message.contains(expected), "\(message)")
        }
    }

    /// Texts with random bytes changed, removed or doubled are read or refused.
    @Test(arguments: TrajectoryLayout.allCases) func randomChangesAreNoCrash(_ layout: TrajectoryLayout) throws {
        let folder = try RecordedFolder()
        defer { folder.remove() }
        let room = Trajectory(Self.camera, Array(Self.room.frames.prefix(3)), text: "a", category: "b")
        let files: [String]
        switch layout {
        case .gsn:
            try GSNTrajectory.write(room, to: "\(folder.path)/a")
            files = ["a/cameras.json", "a/scene.json"]
        case .nerfstudio:
            try folder.writeNerfstudio(room, "a")
            files = ["a/transforms.json"]
        case .arkitScenes:
            try folder.writeARKit(room, "a")
            files = ["a/lowres_wide.traj", "a/lowres_wide_intrinsics/41_4000.050.pincam"]
        }
        var generator = SeededGenerator(seed: 4)
        let letters = Array("0123456789-+.eE[]{},:\" \nxK".utf8)
        var (read, refused) = (0, 0)
        for file in files {
            let bytes = Array(try folder.read(file).utf8)
            for _ in 0..<150 {
                var changed = bytes
                for _ in 0..<Int.random(in: 1...3, using: &generator) {
                    let place = Int.random(in: changed.indices, using: &generator)
                    switch Int.random(in: 0..<4, using: &generator) {
                    case 0: changed.remove(at: place)
                    case 1: changed.insert(contentsOf: Array("e300".utf8), at: place)
                    case 2: changed.insert(changed[place], at: place)
                    default: changed[place] = letters.randomElement(using: &generator) ?? 0
                    }
                }
                try folder.write(changed, file)
                do throws(SceneFileError) {
                    let data = try TrajectoryFolder(folder.path)
                    let found = try data.trajectories(frames: 3, size: 8, orientation: .random)
                    var extent = SceneExtent()
                    for trajectory in found { extent.add(trajectory) }
                    _ = SceneScale(extent)
                    _ = DepthWarpQuality(found, sources: 2)
                    read += 1
                } catch {
                    #expect(error.message.contains(folder.path))
                    refused += 1
                }
            }
            try folder.write(bytes, file)
        }
        #expect(read > 10 && refused > 10)
    }
}
