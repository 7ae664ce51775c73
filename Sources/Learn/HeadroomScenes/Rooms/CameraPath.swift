/// A camera path through a room: an arc around its middle, which the camera looks at, with a slow swing.
package struct CameraPath: Equatable, Sendable {
    /// Frames of the camera (x right, y up, z backward) in that of the room.
    package let poses: [Placement]

    /// - Parameters:
    ///   - size: of the room, in meters.
    ///   - unit: draws uniformly from 0 to 1.
    init(in size: Vector, frames: Int, _ unit: () -> Double) {
        func between(_ low: Double, _ high: Double) -> Double { low + (high - low) * unit() }
        let radius = SIMD2(between(0.6, 0.8) * size.x / 2, between(0.6, 0.8) * size.z / 2)
        let start = between(0, 2 * .pi)
        let sweep = between(1.2, 2.6) * (unit() < 0.5 ? 1 : -1)
        let (offset, swing, phase) = (between(-0.5, 0.5), between(0, 0.3), between(0, 2 * .pi))
        let height = between(1.1, 1.5)
        poses = (0..<frames).map { frame in
            let share = frames > 1 ? Double(frame) / Double(frames - 1) : 0
            let angle = Angle.radians(start + sweep * share)
            let look = offset + swing * Angle.radians(phase + 2 * .pi * share).sine
            // At an angle of 0 the camera is at the greatest z and looks towards the least, without a turn.
            return Placement(
                at: [radius.x * angle.sine, height, radius.y * angle.cosine],
                turn: .radians(angle.radians + look),
                tilt: .degrees(-8)
            )
        }
    }

    /// Whether the camera moves to its left, for most of the way.
    package var isToTheLeft: Bool {
        guard let first = poses.first, let last = poses.last else { return false }
        return first.localPoint(last.origin).x < 0
    }
}
