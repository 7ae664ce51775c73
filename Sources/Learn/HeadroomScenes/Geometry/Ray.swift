/// A line with a start, along which points are `origin + t * direction`.
package struct Ray: Sendable {
    package var origin: Vector
    package var direction: Vector

    package init(origin: Vector, direction: Vector) { (self.origin, self.direction) = (origin, direction) }

    package func point(at t: Double) -> Vector { origin + t * direction }
}
