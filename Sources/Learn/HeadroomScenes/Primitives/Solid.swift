/// A convex solid about the origin of its own frame.
package enum Solid: Equatable, Sendable {
    case box(half: Vector)
    /// A cylinder about y whose radius changes linearly from the bottom to the top.
    case frustum(bottomRadius: Double, topRadius: Double, halfHeight: Double)
    case ellipsoid(radii: Vector)

    /// The part of a line inside the solid, with the outward normal where the line enters.
    package struct Span: Sendable {
        package var enter: Double
        package var exit: Double
        package var normal: Vector
    }

    /// Half extents of the box with sides along the axes that the solid fills.
    package var half: Vector {
        switch self {
        case .box(let half): half
        case .frustum(let bottom, let top, let halfHeight): [max(bottom, top), halfHeight, max(bottom, top)]
        case .ellipsoid(let radii): radii
        }
    }

    /// The part of a line inside the solid; nil where it misses.
    package func span(_ ray: Ray) -> Span? {
        switch self {
        case .box(let half): Self.box(half, ray)
        case .frustum(let bottom, let top, let halfHeight):
            Self.frustum(bottom, top, halfHeight, ray)
        case .ellipsoid(let radii): Self.ellipsoid(radii, ray)
        }
    }

    private static func box(_ half: Vector, _ ray: Ray) -> Span? {
        var span = Span(enter: -.infinity, exit: .infinity, normal: .zero)
        for axis in 0..<3 {
            guard clip(&span, ray.origin[axis], ray.direction[axis], half[axis], axis) else { return nil }
        }
        return span
    }

    /// Clips a span to the slab from `-half` to `half` on an axis; false where nothing is left.
    @inline(__always)
    private static func clip(
        _ span: inout Span,
        _ origin: Double,
        _ direction: Double,
        _ half: Double,
        _ axis: Int
    ) -> Bool {
        if direction == 0 { return abs(origin) <= half }
        let (first, second) = ((-half - origin) / direction, (half - origin) / direction)
        let near = min(first, second)
        if near > span.enter {
            span.enter = near
            span.normal = .zero
            span.normal[axis] = direction > 0 ? -1 : 1
        }
        span.exit = min(span.exit, max(first, second))
        return span.enter < span.exit
    }

    private static func ellipsoid(_ radii: Vector, _ ray: Ray) -> Span? {
        let (origin, direction) = (ray.origin / radii, ray.direction / radii)
        let a = direction.dot(direction)
        let b = origin.dot(direction)
        let discriminant = b * b - a * (origin.dot(origin) - 1)
        guard discriminant > 0 else { return nil }
        let root = discriminant.squareRoot()
        let enter = (-b - root) / a
        let normal = ((origin + enter * direction) / radii).normalized
        return Span(enter: enter, exit: (-b + root) / a, normal: normal)
    }

    /// The solid is the slab between its ends, cut with the cone `x² + z² <= (a + b y)²`.
    private static func frustum(_ bottom: Double, _ top: Double, _ halfHeight: Double, _ ray: Ray) -> Span? {
        var span = Span(enter: -.infinity, exit: .infinity, normal: .zero)
        let (o, d) = (ray.origin, ray.direction)
        guard clip(&span, o.y, d.y, halfHeight, 1) else { return nil }
        let a = (bottom + top) / 2
        let b = (top - bottom) / (2 * halfHeight)
        let radius = a + b * o.y
        // The cone in t: quadratic t² + 2 linear t + constant <= 0.
        let quadratic = d.x * d.x + d.z * d.z - b * b * d.y * d.y
        let linear = o.x * d.x + o.z * d.z - b * d.y * radius
        let constant = o.x * o.x + o.z * o.z - radius * radius
        let discriminant = linear * linear - quadratic * constant
        var (from, to) = (-Double.infinity, Double.infinity)
        if abs(quadratic) < 1e-12 {
            if linear == 0 {
                guard constant <= 0 else { return nil }
            } else if linear > 0 {
                to = -constant / (2 * linear)
            } else {
                from = -constant / (2 * linear)
            }
        } else if discriminant > 0 {
            let root = discriminant.squareRoot()
            let roots = ((-linear - root) / quadratic, (-linear + root) / quadratic)
            let (first, second) = (min(roots.0, roots.1), max(roots.0, roots.1))
            if quadratic > 0 {
                (from, to) = (first, second)
            } else if min(span.exit, first) - span.enter > span.exit - max(span.enter, second) {
                // A line steeper than the cone is outside between the roots; only one of its two parts is in the slab.
                to = first
            } else {
                from = second
            }
        } else if quadratic > 0 {
            return nil
        }
        if from > span.enter {
            span.enter = from
            let point = ray.point(at: from)
            span.normal = Vector(point.x, -b * (a + b * point.y), point.z).normalized
        }
        span.exit = min(span.exit, to)
        return span.enter < span.exit ? span : nil
    }
}
