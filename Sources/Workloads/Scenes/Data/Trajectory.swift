import HeadroomNumerics
package import HeadroomScenes

/// Pictures along the path of a camera, with depths and poses.
package struct Trajectory: Sendable {
    package let intrinsics: Intrinsics
    package let frames: [Frame]
    /// What is seen, in a sentence; empty where it is not known.
    package var text = ""
    /// The kind of scene; empty where it is not known.
    package var category = ""

    package struct Frame: Sendable {
        /// RGB.
        package let image: Image
        /// Along the camera's axis in meters, `[height, width]`.
        package let depths: [Float]
        /// From the camera's frame (x right, y up, z backward) to that of the scene, in meters.
        package let pose: Placement

        package init(image: Image, depths: [Float], pose: Placement) {
            (self.image, self.depths, self.pose) = (image, depths, pose)
        }
    }

    package init(_ intrinsics: Intrinsics, _ frames: [Frame], text: String = "", category: String = "") {
        (self.intrinsics, self.frames) = (intrinsics, frames)
        (self.text, self.category) = (text, category)
    }

    /// Draws the trajectory of a seed through a furnished room.
    ///
    /// - Parameters:
    ///   - isTurned: whether the scene's frame is turned and moved at random, so that no orientation is canonical.
    package init(roomSeed seed: UInt64, frames count: Int, _ intrinsics: Intrinsics, isTurned: Bool = true) {
        let (room, path) = Room.random(seed: seed, frames: count)
        var generator = SeededGenerator(seed: seed, purpose: "frame of a trajectory")
        func unit() -> Double { Double(generator.next() >> 11) * 0x1p-53 }
        let frame = Placement(
            at: isTurned ? [unit() - 0.5, 0, unit() - 0.5] : .zero,
            turn: .degrees(isTurned ? 360 * unit() : 0)
        )
        let frames = path.poses.map { pose in
            let view = RoomView(room, intrinsics, pose)
            return Frame(image: view.image, depths: view.depths, pose: pose.placed(in: frame))
        }
        self.init(intrinsics, frames, text: room.description(of: path), category: room.style.rawValue)
    }
}

extension Placement {
    /// - Parameters:
    ///   - position: of the origin, three numbers.
    ///   - quaternion: a unit quaternion w, x, y, z.
    init(position: [Double], quaternion q: [Double]) {
        self.init(at: [position[0], position[1], position[2]])
        let (w, x, y, z) = (q[0], q[1], q[2], q[3])
        axes = (
            [1 - 2 * (y * y + z * z), 2 * (x * y + w * z), 2 * (x * z - w * y)],
            [2 * (x * y - w * z), 1 - 2 * (x * x + z * z), 2 * (y * z + w * x)],
            [2 * (x * z + w * y), 2 * (y * z - w * x), 1 - 2 * (x * x + y * y)]
        )
    }

    /// This placement where its frame is placed in another one.
    func placed(in frame: Placement) -> Placement {
        var placed = Placement(at: frame.point(origin))
        placed.axes = (frame.direction(axes.x), frame.direction(axes.y), frame.direction(axes.z))
        return placed
    }

    /// The unit quaternion w, x, y, z of the rotation, with w at least 0.
    var quaternion: SIMD4<Double> {
        // Columns of the matrix are the axes. The greatest component is found first (Shepperd 1978).
        let (x, y, z) = (axes.x, axes.y, axes.z)
        let squares = SIMD4(1 + x.x + y.y + z.z, 1 + x.x - y.y - z.z, 1 - x.x + y.y - z.z, 1 - x.x - y.y + z.z)
        var q: SIMD4<Double>
        switch squares.indices.max(by: { squares[$0] < squares[$1] }) {
        case 1: q = [y.z - z.y, squares.y, y.x + x.y, z.x + x.z]
        case 2: q = [z.x - x.z, y.x + x.y, squares.z, z.y + y.z]
        case 3: q = [x.y - y.x, z.x + x.z, z.y + y.z, squares.w]
        default: q = [squares.x, y.z - z.y, z.x - x.z, x.y - y.x]
        }
        q /= (q * q).sum().squareRoot()
        return q.x < 0 ? -q : q
    }
}
