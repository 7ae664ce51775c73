/// A box with sides along the axes.
package struct Bounds: Equatable, Sendable {
    package var low: Vector
    package var high: Vector

    package init(low: Vector, high: Vector) { (self.low, self.high) = (low, high) }

    package var size: Vector { high - low }
    package var center: Vector { (low + high) / 2 }

    package func union(_ other: Bounds) -> Bounds {
        Bounds(low: pointwiseMin(low, other.low), high: pointwiseMax(high, other.high))
    }

    package var corners: [Vector] {
        (0..<8).map { index in
            Vector(
                index & 1 == 0 ? low.x : high.x,
                index & 2 == 0 ? low.y : high.y,
                index & 4 == 0 ? low.z : high.z
            )
        }
    }
}
