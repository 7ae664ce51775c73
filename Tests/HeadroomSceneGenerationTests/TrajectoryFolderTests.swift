import HeadroomSceneGeneration
import HeadroomScenes
import Testing

/// Trajectories written in the layouts of others, and read again.
struct TrajectoryFolderTests {
    private static let camera = Intrinsics(
        width: 32,
        height: 32,
        focalX: 20,
        focalY: 26,
        centerX: 15.5,
        centerY: 16.5
    )

    static func room(_ seed: UInt64 = 3, frames: Int = 12, _ camera: Intrinsics = camera) -> Trajectory {
        Trajectory(roomSeed: seed, frames: frames, camera)
    }

    /// The second pose in the frame of the first one.
    private static func step(_ first: Placement, _ second: Placement) -> [Vector] {
        [
            first.localPoint(second.origin), first.localDirection(second.axes.x), first.localDirection(second.axes.y),
            first.localDirection(second.axes.z),
        ]
    }

    /// Compares a trajectory with the one that it was written from, up to a turn and a shift.
    private static func expectSame(_ read: Trajectory, _ written: Trajectory, floor: Double?) {
        let count = Double(written.frames.count)
        #expect(read.frames.count == written.frames.count)
        let (k, j) = (read.intrinsics, written.intrinsics)
        #expect((k.width, k.height) == (j.width, j.height))
        for (a, b) in [
            (k.focalX, j.focalX), (k.focalY, j.focalY), (k.centerX, j.centerX), (k.centerY, j.centerY),
        ] { #expect(abs(a - b) < 1e-6) }
        let height = floor ?? written.frames.reduce(0) { $0 + $1.pose.origin.y } / count
        var mean = Vector.zero
        for (a, b) in zip(read.frames, written.frames) {
            #expect(a.image == b.image)
            let deviation = zip(a.depths, b.depths).map { abs($0 - $1) }.max() ?? 1
            #expect(deviation < 0.00051)
            let steps = zip(
                step(read.frames[0].pose, a.pose),
                step(written.frames[0].pose, b.pose)
            ).map { ($0 - $1).length }
            #expect(steps.allSatisfy { $0 < 1e-6 }, "\(steps)")
            // Up is up.
            for (axis, other) in [(a.pose.axes.x, b.pose.axes.x), (a.pose.axes.y, b.pose.axes.y)] {
                #expect(abs(axis.y - other.y) < 1e-6)
            }
            #expect(abs(a.pose.origin.y - (b.pose.origin.y - height)) < 1e-6)
            mean += a.pose.origin / count
        }
        #expect(abs(mean.x) < 1e-6 && abs(mean.z) < 1e-6)
    }

    private static func expectMiddleFrameAhead(_ trajectory: Trajectory) {
        let axes = trajectory.frames[trajectory.frames.count / 2].pose.axes
        #expect(abs(axes.x.z) < 1e-6 && axes.x.x > 0.99 && axes.z.z > 0)
    }

    @Test func gsn() throws {
        let folder = try RecordedFolder()
        defer { folder.remove() }
        let rooms = (0..<3).map { Self.room($0) }
        for (index, room) in rooms.enumerated() {
            try GSNTrajectory.write(room, to: "\(folder.path)/train/0\(index)")
        }
        try GSNTrajectory.write(rooms[0], to: "\(folder.path)/test/07")
        let data = try TrajectoryFolder(folder.path)
        #expect(data.layout == .gsn)
        #expect(TrajectoryPart.allCases.map(data.count) == [3, 0, 1])
        #expect(data.names(.test) == ["\(folder.path)/test/07"])
        let read = try data.trajectories(frames: 12, size: 32, orientation: .canonical)
        for (a, b) in zip(read, rooms) {
            Self.expectSame(a, b, floor: 0)
            Self.expectMiddleFrameAhead(a)
            #expect((a.text, a.category) == (b.text, b.category) && !a.text.isEmpty)
        }
        let test = try data.trajectories(.test, frames: 12, size: 32, orientation: .canonical)
        #expect(test.count == 1)
    }

    /// Focal lengths in halves of the picture, and a camera whose y is down in a world whose y is, too.
    @Test func otherProjectionsOfGSN() throws {
        let folder = try RecordedFolder()
        defer { folder.remove() }
        var camera = Self.camera
        (camera.centerX, camera.centerY) = (16, 16)
        let room = Self.room(5, camera)
        try GSNTrajectory.write(room, to: "\(folder.path)/a")
        var text = try folder.read("a/cameras.json")
        text = text.split(separator: "\"K\":[[20,0,16],[0,-26,16],[0,0,1]]", omittingEmptySubsequences: false)
            .joined(separator: "\"K\":[[1.25,0,0,0],[0,-1.625,0,0],[0,0,1,0],[0,0,0,1]]")
        try folder.write(text, "a/cameras.json")
        let data = try TrajectoryFolder(folder.path)
        Self.expectSame(try data.trajectories(frames: 12, size: 32, orientation: .canonical)[0], room, floor: 0)

        // y of the world and of the camera reversed: the second row and column of Rt.
        func rows(_ frame: Trajectory.Frame) -> String {
            let (axes, shift) = (frame.pose.axes, frame.pose.localPoint(.zero))
            let rows = [(axes.x, shift.x, 1.0), (axes.y, shift.y, -1), (axes.z, shift.z, 1)]
            let words = rows.map { "[\($2 * $0.x),\(-$2 * $0.y),\($2 * $0.z),\($2 * $1)]" }
            return "{\"Rt\":[\(words.joined(separator: ",")),[0,0,0,1]],\"K\":[[20,0,16],[0,26,16],[0,0,1]]}"
        }
        try folder.write("[\(room.frames.map(rows).joined(separator: ","))]", "a/cameras.json")
        Self.expectSame(try data.trajectories(frames: 12, size: 32, orientation: .canonical)[0], room, floor: 0)
    }

    @Test func nerfstudio() throws {
        let folder = try RecordedFolder()
        defer { folder.remove() }
        let rooms = (0..<2).map { Self.room($0) }
        for (index, room) in rooms.enumerated() { try folder.writeNerfstudio(room, "hall/scene\(index)") }
        try folder.write("  a hall\nwith two doors \n", "hall/scene1/text.txt")
        let data = try TrajectoryFolder(folder.path)
        #expect(data.layout == .nerfstudio && data.count(.training) == 2)
        let read = try data.trajectories(frames: 12, size: 32, orientation: .canonical)
        for (a, b) in zip(read, rooms) {
            Self.expectSame(a, b, floor: nil)
            Self.expectMiddleFrameAhead(a)
        }
        #expect(read.map(\.text) == ["", "a hall with two doors"] && read.map(\.category) == ["hall", "hall"])
        // The folder of one scene.
        let one = try TrajectoryFolder("\(folder.path)/hall/scene1")
        #expect(try one.trajectories(frames: 12, size: 32, orientation: .canonical)[0].category == "")
    }

    /// A camera by its angle of view, and pictures named without their endings.
    @Test func olderFilesOfNerfstudio() throws {
        let folder = try RecordedFolder()
        defer { folder.remove() }
        let camera = Intrinsics(width: 32, height: 32, fieldOfView: .radians(1.2))
        let room = Self.room(1, camera)
        try folder.writeNerfstudio(room, "a", camera: "\"camera_angle_x\": 1.2")
        try folder.replace("images/frame_1.png", by: "images/frame_1", in: "a/transforms.json")
        let read = try TrajectoryFolder(folder.path).trajectories(frames: 12, size: 32, orientation: .canonical)
        Self.expectSame(read[0], room, floor: nil)
    }

    @Test func arkitScenes() throws {
        let folder = try RecordedFolder()
        defer { folder.remove() }
        let rooms = (0..<2).map { Self.room($0) }
        try folder.writeARKit(rooms[0], "Training/41")
        try folder.writeARKit(rooms[1], "Validation/42/42_frames")
        let data = try TrajectoryFolder(folder.path)
        #expect(data.layout == .arkitScenes)
        #expect(TrajectoryPart.allCases.map(data.count) == [1, 1, 0])
        for (part, room) in zip([TrajectoryPart.training, .validation], rooms) {
            let read = try data.trajectories(part, frames: 12, size: 32, orientation: .canonical)
            Self.expectSame(read[0], room, floor: nil)
        }
    }

    /// Frames whose focal lengths differ are cut to what all see.
    @Test func camerasThatDiffer() throws {
        let folder = try RecordedFolder()
        defer { folder.remove() }
        let (wide, narrow) = (
            Intrinsics(width: 96, height: 72, fieldOfView: .degrees(80)),
            Intrinsics(width: 96, height: 72, fieldOfView: .degrees(70))
        )
        let (first, second) = (Self.room(2, wide), Self.room(2, narrow))
        var frames = first.frames
        for index in stride(from: 1, to: 12, by: 2) { frames[index] = second.frames[index] }
        try folder.writeARKit(Trajectory(wide, frames), "a")
        for index in stride(from: 1, to: 12, by: 2) {
            try folder.write(
                "96 72 \(narrow.focalX) \(narrow.focalY) 48 36",
                "a/lowres_wide_intrinsics/41_\(4000 + index / 10).\(index % 10)50.pincam"
            )
        }
        let read = try TrajectoryFolder(folder.path).trajectories(frames: 12, size: 24, orientation: .canonical)[0]
        let k = narrow.scaled(width: 24, height: 24)
        #expect(abs(read.intrinsics.focalX - k.focalX) < 1e-9 && abs(read.intrinsics.focalY - k.focalY) < 1e-9)
        let alike = DepthWarpQuality([read], sources: 2)
        let unlike = DepthWarpQuality([Trajectory(k, read.frames.map(\.self))], sources: 2)
        #expect(alike.frames.ratio == unlike.frames.ratio && alike.frames.ratio > 22)

        for index in 0..<6 {
            try folder.write(
                "96 72 150 150 48 36",
                "a/lowres_wide_intrinsics/41_\(4000 + index / 10).\(index % 10)50.pincam"
            )
        }
        #expect(throws: SceneFileError.self) {
            try TrajectoryFolder(folder.path).trajectories(frames: 12, size: 24, orientation: .canonical)
        }
    }

    /// Pictures become square by the means of their pixels, and depths by the middle ones.
    @Test func framesAreSquashed() throws {
        let folder = try RecordedFolder()
        defer { folder.remove() }
        let camera = Intrinsics(width: 60, height: 40, focalX: 30, focalY: 32, centerX: 30, centerY: 20)
        var image = Image(width: 60, height: 40)
        for index in image.bytes.indices { image.bytes[index] = UInt8(truncatingIfNeeded: index * 7) }
        let depths = (0..<2400).map { (pixel: Int) -> Float in Float(pixel % 60 + 1) + Float(pixel / 60) / 100 }
        var holes = depths
        // One pixel is unknown, and all around another one.
        holes[3 * 60 + 4] = 0
        for row in 20..<26 { for column in 30..<36 { holes[row * 60 + column] = 0 } }
        let frames = (0..<5).map { index in
            Trajectory.Frame(image: image, depths: holes, pose: Placement(at: [Double(index), 1, 0]))
        }
        try GSNTrajectory.write(Trajectory(camera, frames), to: "\(folder.path)/a")
        let read = try TrajectoryFolder(folder.path).trajectories(frames: 3, size: 20, orientation: .canonical)[0]
        #expect(read.intrinsics.width == 20 && abs(read.intrinsics.focalX - 10) < 1e-9)
        #expect(abs(read.intrinsics.focalY - 16) < 1e-9 && abs(read.intrinsics.centerY - 10) < 1e-9)
        // First, middle and last frame.
        for (frame, x) in zip(read.frames, [-2.0, 0, 2]) { #expect(abs(frame.pose.origin.x - x) < 1e-6) }
        for pixel in 0..<400 {
            let (row, column) = (pixel / 20, pixel % 20)
            for channel in 0..<3 {
                var sum = 0.0
                for y in 0..<2 {
                    for x in 0..<3 {
                        sum += Double(image.bytes[3 * ((2 * row + y) * 60 + 3 * column + x) + channel])
                    }
                }
                let byte = Double(read.frames[0].image.bytes[3 * pixel + channel])
                #expect(abs(byte - sum / 6) <= 0.51)
            }
            let middle = depths[(2 * row + 1) * 60 + 3 * column + 1]
            let isUnknown = (10..<13).contains(row) && (10..<12).contains(column)
            let limit: Float = row == 1 && column == 1 ? 2 : 0.001
            #expect(abs(read.frames[0].depths[pixel] - (isUnknown ? 0 : middle)) < limit)
        }
    }

    @Test func orientationsAreRandomAndRepeat() throws {
        let folder = try RecordedFolder()
        defer { folder.remove() }
        for index in 0..<3 { try GSNTrajectory.write(Self.room(1), to: "\(folder.path)/\(index)") }
        let data = try TrajectoryFolder(folder.path)
        let read = try data.trajectories(frames: 12, size: 32, orientation: .random)
        let again = try data.trajectories(frames: 12, size: 32, orientation: .random)
        for trajectory in read { Self.expectSame(trajectory, Self.room(1), floor: 0) }
        #expect(zip(read, again).allSatisfy { $0.frames[0].pose == $1.frames[0].pose })
        #expect((read[0].frames[0].pose.axes.x - read[1].frames[0].pose.axes.x).length > 0.01)
        #expect((read[1].frames[0].pose.axes.x - read[2].frames[0].pose.axes.x).length > 0.01)
    }
}
