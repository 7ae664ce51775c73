/// A point on a surface, with the outward unit normal there.
package struct SurfacePoint: Equatable, Sendable {
    package var position: Vector
    package var normal: Vector
}

extension Solid {
    /// Whether a point is inside or on the surface.
    package func contains(_ point: Vector) -> Bool {
        switch self {
        case .box(let half):
            return abs(point.x) <= half.x && abs(point.y) <= half.y && abs(point.z) <= half.z
        case .frustum(let bottom, let top, let halfHeight):
            guard abs(point.y) <= halfHeight else { return false }
            let radius = Self.radius(bottom, top, share: (point.y / halfHeight + 1) / 2)
            return point.x * point.x + point.z * point.z <= radius * radius
        case .ellipsoid(let radii):
            let scaled = point / radii
            return scaled.dot(scaled) <= 1
        }
    }

    /// The area that ``candidate(using:)`` draws from: that of the surface, and of the candidates that it rejects.
    var candidateArea: Double { pieces.sum() }

    /// A point that is uniform by area over the surface; nil in the share of the draws that keeps it so.
    func candidate(using generator: inout some RandomNumberGenerator) -> SurfacePoint? {
        let pieces = pieces
        var place = Double.random(in: 0..<pieces.sum(), using: &generator)
        var piece = 0
        while piece < 2, place >= pieces[piece] {
            place -= pieces[piece]
            piece += 1
        }
        return switch self {
        case .box(let half): Self.onBox(half, axis: piece, &generator)
        case .frustum(let bottom, let top, let halfHeight):
            piece == 2
                ? Self.onSide(bottom, top, halfHeight, &generator)
                : Self.onEnd(piece == 0 ? bottom : top, piece == 0 ? -halfHeight : halfHeight, &generator)
        case .ellipsoid(let radii): Self.onEllipsoid(radii, &generator)
        }
    }

    /// Areas that candidates are drawn from: of the sides of a box by axis; of the lower end, the upper end and the side
    /// of a frustum; of an ellipsoid.
    private var pieces: Vector {
        switch self {
        case .box(let half): [8 * half.y * half.z, 8 * half.z * half.x, 8 * half.x * half.y]
        case .frustum(let bottom, let top, let halfHeight):
            [
                .pi * bottom * bottom, .pi * top * top,
                2 * .pi * max(bottom, top) * Self.slant(bottom, top, halfHeight),
            ]
        case .ellipsoid(let radii): [4 * .pi * radii.x * radii.y * radii.z / radii.min(), 0, 0]
        }
    }

    private static func radius(_ bottom: Double, _ top: Double, share: Double) -> Double {
        bottom + (top - bottom) * share
    }

    private static func slant(_ bottom: Double, _ top: Double, _ halfHeight: Double) -> Double {
        (4 * halfHeight * halfHeight + (top - bottom) * (top - bottom)).squareRoot()
    }

    private static func onBox(
        _ half: Vector,
        axis: Int,
        _ generator: inout some RandomNumberGenerator
    ) -> SurfacePoint {
        var point = SurfacePoint(position: .zero, normal: .zero)
        for other in 0..<3 {
            point.position[other] = half[other] * Double.random(in: -1...1, using: &generator)
        }
        let side: Double = Bool.random(using: &generator) ? 1 : -1
        point.position[axis] = half[axis] * side
        point.normal[axis] = side
        return point
    }

    private static func onEnd(
        _ radius: Double,
        _ height: Double,
        _ generator: inout some RandomNumberGenerator
    ) -> SurfacePoint {
        let direction = direction(&generator)
        // Uniform in a disc by the root.
        let distance = radius * Double.random(in: 0...1, using: &generator).squareRoot()
        return SurfacePoint(
            position: [distance * direction.x, height, distance * direction.z],
            normal: [0, height < 0 ? -1 : 1, 0]
        )
    }

    /// By rejection, since the side is longer where its radius is greater.
    private static func onSide(
        _ bottom: Double,
        _ top: Double,
        _ halfHeight: Double,
        _ generator: inout some RandomNumberGenerator
    ) -> SurfacePoint? {
        let direction = direction(&generator)
        let share = Double.random(in: 0...1, using: &generator)
        let radius = radius(bottom, top, share: share)
        guard Double.random(in: 0..<1, using: &generator) * max(bottom, top) < radius else { return nil }
        return SurfacePoint(
            position: [radius * direction.x, halfHeight * (2 * share - 1), radius * direction.z],
            normal: Vector(2 * halfHeight * direction.x, bottom - top, 2 * halfHeight * direction.z).normalized
        )
    }

    /// By rejection: where a sphere is stretched to the ellipsoid, its area grows by the product of the radii and the
    /// length of the direction divided by the radii.
    private static func onEllipsoid(_ radii: Vector, _ generator: inout some RandomNumberGenerator) -> SurfacePoint? {
        let height = Double.random(in: -1...1, using: &generator)
        let unit = direction(&generator) * (1 - height * height).squareRoot() + Vector(0, height, 0)
        let scaled = unit / radii
        guard Double.random(in: 0..<1, using: &generator) < scaled.length * radii.min() else { return nil }
        return SurfacePoint(position: unit * radii, normal: scaled.normalized)
    }

    /// A unit vector in the plane of x and z.
    private static func direction(_ generator: inout some RandomNumberGenerator) -> Vector {
        let angle = Angle.radians(Double.random(in: 0..<2 * .pi, using: &generator))
        return [angle.cosine, 0, angle.sine]
    }
}
