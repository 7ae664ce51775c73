extension Room {
    /// A caption of a camera path: style of the room, direction, the furniture passed, and the wall at the end.
    package func description(of path: CameraPath) -> String {
        let side = path.isToTheLeft ? "left" : "right"
        let passed = passed(on: path).map { " past the \($0.color.rawValue) \($0.kind.rawValue)" } ?? ""
        let end = path.poses.last.map { ", and stop in front of the \(wall(seenBy: $0).rawValue) wall" } ?? ""
        return "\(style.phrase.prefix(1).uppercased())\(style.phrase.dropFirst()): walk to the \(side)\(passed)\(end)."
    }

    /// The piece of furniture that is nearest to the middle of the path.
    package func passed(on path: CameraPath) -> Furniture? {
        guard !path.poses.isEmpty else { return nil }
        let middle = path.poses[path.poses.count / 2].origin
        let place = SIMD2(middle.x, middle.z)
        return furniture.min { $0.distance(from: place) < $1.distance(from: place) }
    }

    /// The color of the wall that a camera looks at.
    package func wall(seenBy pose: Placement) -> NamedColor {
        wall(Ray(origin: pose.origin, direction: Vector(-pose.axes.z.x, 0, -pose.axes.z.z)))
    }
}
