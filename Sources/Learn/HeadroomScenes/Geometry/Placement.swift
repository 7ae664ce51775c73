/// A rotation and a translation: from the frame of a part to that of its object, or of a camera to that of a scene.
package struct Placement: Equatable, Sendable {
    /// The axes of the part's frame, in that of the object.
    package var axes: (x: Vector, y: Vector, z: Vector) = ([1, 0, 0], [0, 1, 0], [0, 0, 1])
    package var origin: Vector

    package init(at origin: Vector) { self.origin = origin }

    /// - Parameters:
    ///   - turn: about the vertical axis y, counter-clockwise seen from above.
    ///   - tilt: about the horizontal axis x, before the turn: y tilts towards z.
    ///   - roll: about the axis z, before both: x tilts towards y.
    package init(at origin: Vector, turn: Angle = .radians(0), tilt: Angle = .radians(0), roll: Angle = .radians(0)) {
        self.origin = origin
        let (a, b, c) = (turn, tilt, roll)
        func turned(_ v: Vector) -> Vector {
            let rolled = Vector(c.cosine * v.x - c.sine * v.y, c.sine * v.x + c.cosine * v.y, v.z)
            let tilted = Vector(
                rolled.x,
                b.cosine * rolled.y - b.sine * rolled.z,
                b.sine * rolled.y + b.cosine * rolled.z
            )
            return Vector(
                a.cosine * tilted.x + a.sine * tilted.z,
                tilted.y,
                a.cosine * tilted.z - a.sine * tilted.x
            )
        }
        axes = (turned([1, 0, 0]), turned([0, 1, 0]), turned([0, 0, 1]))
    }

    /// A direction of the object's frame in that of the part.
    package func localDirection(_ v: Vector) -> Vector { [axes.x.dot(v), axes.y.dot(v), axes.z.dot(v)] }

    /// A point of the object's frame in that of the part.
    package func localPoint(_ v: Vector) -> Vector { localDirection(v - origin) }

    /// A direction of the part's frame in that of the object.
    package func direction(_ v: Vector) -> Vector { axes.x * v.x + axes.y * v.y + axes.z * v.z }

    /// A point of the part's frame in that of the object.
    package func point(_ v: Vector) -> Vector { direction(v) + origin }

    package static func == (left: Placement, right: Placement) -> Bool {
        left.origin == right.origin && left.axes == right.axes
    }
}
