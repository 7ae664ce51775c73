/// An object of one color in a room, at its real size.
package struct Furniture: Equatable, Sendable {
    package let kind: ObjectClass
    package let color: NamedColor
    /// In the frame of the room.
    let primitives: [Primitive]
    package let bounds: Bounds

    /// Classes that stand in rooms, with the longest sides that they have, in meters.
    static let sizes: [(kind: ObjectClass, longest: ClosedRange<Double>)] = [
        (.chair, 0.85...1.1), (.table, 1.0...1.5), (.lamp, 1.1...1.6), (.sofa, 1.5...2.0), (.bed, 1.8...2.1),
        (.bookcase, 1.4...2.0),
    ]

    /// - Parameters:
    ///   - longest: length of the longest side in meters.
    ///   - place: on the floor, meters along x and z.
    ///   - turn: about the vertical axis.
    init(_ object: SceneObject, _ color: NamedColor, longest: Double, at place: SIMD2<Double>, turn: Angle) {
        let scale = longest / SceneObject.longestSide
        let pieces = object.turned(by: turn).primitives.map { $0.scaled(by: scale, about: .zero) }
        let lowest = pieces.map(\.bounds.low.y).min() ?? 0
        // Parts of one object differ in brightness, so that they can be told apart.
        let shades = Dictionary(
            Set(pieces.map(\.part.rawValue)).sorted().enumerated().map { ($1, 1 - 0.12 * Double($0 % 3)) },
            uniquingKeysWith: { first, _ in first }
        )
        primitives = pieces.map { piece in
            var piece = piece
            piece.placement.origin += Vector(place.x, -lowest, place.y)
            piece.color = color.color * (shades[piece.part.rawValue] ?? 1)
            return piece
        }
        (kind, self.color) = (object.kind, color)
        bounds = primitives.dropFirst().reduce(primitives[0].bounds) { $0.union($1.bounds) }
    }

    /// Distance of a place on the floor from the object's bounds, in meters; 0 inside.
    func distance(from place: SIMD2<Double>) -> Double {
        let x = max(bounds.low.x - place.x, 0, place.x - bounds.high.x)
        let z = max(bounds.low.z - place.y, 0, place.y - bounds.high.z)
        return (x * x + z * z).squareRoot()
    }

    /// Whether the bounds of two objects are nearer to one another than a distance.
    func isNear(_ other: Furniture, _ distance: Double) -> Bool {
        bounds.low.x - distance < other.bounds.high.x && other.bounds.low.x - distance < bounds.high.x
            && bounds.low.z - distance < other.bounds.high.z && other.bounds.low.z - distance < bounds.high.z
    }
}
