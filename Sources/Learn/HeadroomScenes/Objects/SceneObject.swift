/// An object made of convex pieces, centered in the cube from -0.5 to 0.5: y up, its front towards +z.
package struct SceneObject: Equatable, Sendable {
    package let kind: ObjectClass
    /// How it is built, such as "slats, pedestal": a split can leave out a combination.
    package let variant: String
    package let primitives: [Primitive]

    /// Length of the longest side: 30 of the 32 cells of a small volume.
    package static let longestSide = 30.0 / 32

    /// Centers and scales the pieces.
    package init(_ kind: ObjectClass, variant: String, _ pieces: [Primitive]) {
        let bounds = pieces.dropFirst().reduce(pieces[0].bounds) { $0.union($1.bounds) }
        let scale = Self.longestSide / bounds.size.max()
        self.kind = kind
        self.variant = variant
        primitives = pieces.map { $0.scaled(by: scale, about: bounds.center) }
    }

    private init(kind: ObjectClass, variant: String, primitives: [Primitive]) {
        (self.kind, self.variant, self.primitives) = (kind, variant, primitives)
    }

    /// The object turned about the vertical axis, counter-clockwise seen from above.
    package func turned(by angle: Angle) -> SceneObject {
        let turn = Placement(at: .zero, turn: angle)
        return with { piece in
            let axes = piece.axes
            piece.origin = turn.direction(piece.origin)
            piece.axes = (turn.direction(axes.x), turn.direction(axes.y), turn.direction(axes.z))
        }
    }

    /// The object's image in a mirror between left and right.
    package func mirrored() -> SceneObject {
        let mirror = Vector(-1, 1, 1)
        return with { piece in
            let axes = piece.axes
            piece.origin *= mirror
            // The solids are symmetric, so the axis x can be reversed to keep the frame right-handed.
            piece.axes = (-(axes.x * mirror), axes.y * mirror, axes.z * mirror)
        }
    }

    private func with(_ change: (inout Placement) -> Void) -> SceneObject {
        let changed = primitives.map { primitive in
            var primitive = primitive
            change(&primitive.placement)
            return primitive
        }
        return SceneObject(kind: kind, variant: variant, primitives: changed)
    }
}
