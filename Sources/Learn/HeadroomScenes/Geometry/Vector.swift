/// A point or direction in space.
package typealias Vector = SIMD3<Double>

extension SIMD3 where Scalar: FloatingPoint {
    package func dot(_ other: Self) -> Scalar { (self * other).sum() }

    package func cross(_ other: Self) -> Self {
        Self(y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x)
    }

    package var length: Scalar { dot(self).squareRoot() }

    package var normalized: Self { self / length }
}
