/// A placed, colored solid: a piece of an object.
package struct Primitive: Equatable, Sendable {
    package var solid: Solid
    package var placement: Placement
    /// RGB from 0 to 1.
    package var color: Vector
    package var part: Part

    package init(_ solid: Solid, _ placement: Placement, color: Vector, part: Part) {
        (self.solid, self.placement, self.color, self.part) = (solid, placement, color, part)
    }

    /// The box with sides along the object's axes around it.
    package var bounds: Bounds {
        let half = solid.half
        let (x, y, z) = placement.axes
        let reach = magnitude(x) * half.x + magnitude(y) * half.y + magnitude(z) * half.z
        return Bounds(low: placement.origin - reach, high: placement.origin + reach)
    }

    private func magnitude(_ v: Vector) -> Vector { [abs(v.x), abs(v.y), abs(v.z)] }

    /// Scales it about a point.
    func scaled(by factor: Double, about center: Vector) -> Primitive {
        var scaled = self
        scaled.placement.origin = (placement.origin - center) * factor
        switch solid {
        case .box(let half): scaled.solid = .box(half: half * factor)
        case .frustum(let bottom, let top, let halfHeight):
            scaled.solid = .frustum(
                bottomRadius: bottom * factor,
                topRadius: top * factor,
                halfHeight: halfHeight * factor
            )
        case .ellipsoid(let radii): scaled.solid = .ellipsoid(radii: radii * factor)
        }
        return scaled
    }
}
