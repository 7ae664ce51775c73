import HeadroomNumerics

/// Draws the parameters of an object and collects its pieces; lengths are in meters, before the object is scaled.
struct ObjectBuilder {
    private var generator: SeededGenerator
    private(set) var primitives: [Primitive] = []

    init(_ generator: SeededGenerator) { self.generator = generator }

    // MARK: Parameters

    /// A draw from the interval between two lengths.
    mutating func length(_ low: Double, _ high: Double) -> Double {
        low + (high - low) * Double(generator.next() >> 11) * 0x1p-53
    }

    mutating func count(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(generator.next() % UInt64(range.count))
    }

    /// Whether something with a given probability is the case.
    mutating func chance(_ probability: Double) -> Bool { length(0, 1) < probability }

    /// A color; drawn for each part, so that it does not give away the class.
    mutating func color() -> Vector { [length(0.1, 0.9), length(0.1, 0.9), length(0.1, 0.9)] }

    // MARK: Pieces

    mutating func box(
        _ center: Vector,
        size: Vector,
        _ part: Part,
        _ color: Vector,
        turn: Angle = .radians(0),
        tilt: Angle = .radians(0),
        roll: Angle = .radians(0)
    ) {
        let placement = Placement(at: center, turn: turn, tilt: tilt, roll: roll)
        primitives.append(Primitive(.box(half: size / 2), placement, color: color, part: part))
    }

    /// An upright cylinder, or a cone's frustum where the radius at the top differs.
    mutating func cylinder(
        bottom: Vector,
        height: Double,
        radius: Double,
        topRadius: Double? = nil,
        _ part: Part,
        _ color: Vector
    ) {
        let solid = Solid.frustum(bottomRadius: radius, topRadius: topRadius ?? radius, halfHeight: height / 2)
        let placement = Placement(at: bottom + [0, height / 2, 0])
        primitives.append(Primitive(solid, placement, color: color, part: part))
    }

    /// A cylinder between two points.
    mutating func rod(from start: Vector, to end: Vector, radius: Double, _ part: Part, _ color: Vector) {
        let y = (end - start).normalized
        let x = (abs(y.x) < 0.9 ? Vector(1, 0, 0) : Vector(0, 1, 0)).cross(y).normalized
        var placement = Placement(at: (start + end) / 2)
        placement.axes = (x, y, x.cross(y))
        let solid = Solid.frustum(bottomRadius: radius, topRadius: radius, halfHeight: (end - start).length / 2)
        primitives.append(Primitive(solid, placement, color: color, part: part))
    }

    mutating func ellipsoid(_ center: Vector, radii: Vector, _ part: Part, _ color: Vector) {
        primitives.append(Primitive(.ellipsoid(radii: radii), Placement(at: center), color: color, part: part))
    }

    /// Four upright legs below the corners of a rectangle, which reach from the floor to a height.
    mutating func legs(width: Double, depth: Double, height: Double, thickness: Double, _ color: Vector) {
        let isRound = chance(0.5)
        let (x, z) = ((width - thickness) / 2, (depth - thickness) / 2)
        for corner in [Vector(-x, 0, -z), Vector(x, 0, -z), Vector(-x, 0, z), Vector(x, 0, z)] {
            if isRound {
                cylinder(bottom: corner, height: height, radius: thickness / 2, .leg, color)
            } else {
                box(corner + [0, height / 2, 0], size: [thickness, height, thickness], .leg, color)
            }
        }
    }

    /// A pole on a disc, which carries something at a height.
    mutating func pedestal(radius: Double, height: Double, poleRadius: Double, _ color: Vector) {
        let thickness = 0.07 * height
        cylinder(bottom: .zero, height: thickness, radius: radius, .base, color)
        cylinder(bottom: [0, thickness, 0], height: height - thickness, radius: poleRadius, .pole, color)
    }
}
