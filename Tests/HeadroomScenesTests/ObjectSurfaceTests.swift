import HeadroomNumerics
import HeadroomScenes
import Testing

struct ObjectSurfaceTests {
    private func object(_ solids: [(Solid, Placement)]) -> SceneObject {
        SceneObject(
            .table,
            variant: "test",
            solids.map { Primitive($0.0, $0.1, color: [0.5, 0.5, 0.5], part: .top) }
        )
    }

    @Test(arguments: ObjectClass.allCases) func pointsAreOnTheSurfaceOfTheUnion(kind: ObjectClass) {
        var generator = SeededGenerator(seed: 7)
        for seed in 0..<6 as Range<UInt64> {
            let shape = kind.object(seed: seed)
            for point in shape.surfacePoints(200, using: &generator) {
                #expect(abs(point.normal.length - 1) < 1e-9)
                #expect(!shape.contains(point.position + point.normal * 1e-5))
                #expect(shape.contains(point.position - point.normal * 1e-5))
            }
        }
    }

    /// By the divergence theorem, the mean of position times normal is three times the volume over the area.
    @Test func pointsOfASolidAreUniform() {
        let boxArea: Double = 8 * (0.03 + 0.02 + 0.06)
        let frustumVolume: Double = Double.pi * 0.4 / 3 * 0.13
        let slant: Double = (0.4 * 0.4 + 0.2 * 0.2).squareRoot()
        let frustumArea: Double = Double.pi * (0.1 + 0.4 * slant)
        // A prolate spheroid with the radii 0.2 and 0.4: its eccentricity is the root of 0.75, whose arc sine is a sixth
        // of a turn.
        let eccentricity: Double = 0.75.squareRoot()
        let spheroidArea: Double = 2 * Double.pi * 0.04 * (1 + 2 / eccentricity * Double.pi / 3)
        let spheroidVolume: Double = 4 / 3 * Double.pi * 0.016
        let solids: [(solid: Solid, volume: Double, area: Double)] = [
            (.box(half: [0.3, 0.1, 0.2]), 0.048, boxArea),
            (.frustum(bottomRadius: 0.3, topRadius: 0.1, halfHeight: 0.2), frustumVolume, frustumArea),
            (.ellipsoid(radii: [0.2, 0.4, 0.2]), spheroidVolume, spheroidArea),
        ]
        var generator = SeededGenerator(seed: 3)
        for (solid, volume, area) in solids {
            let shape = object([(solid, Placement(at: [0.1, 0, 0], turn: .degrees(30), tilt: .degrees(20)))])
            // The object is centered and scaled to its longest side.
            let bounds = Primitive(
                solid,
                Placement(at: .zero, turn: .degrees(30), tilt: .degrees(20)),
                color: .zero,
                part: .top
            ).bounds
            let scale = SceneObject.longestSide / bounds.size.max()
            let points = shape.surfacePoints(20_000, using: &generator)
            let mean = points.reduce(0) { $0 + $1.position.dot($1.normal) } / Double(points.count)
            #expect(abs(mean / (3 * volume / area * scale) - 1) < 0.02, "\(solid): \(mean)")
        }
    }

    /// Two boxes that overlap by half, with four sides in common planes, are one longer box.
    @Test func overlappingPiecesHaveEachPointOnce() {
        let box = Solid.box(half: [0.2, 0.1, 0.1])
        let shape = object([(box, Placement(at: .zero)), (box, Placement(at: [0.2, 0, 0]))])
        var generator = SeededGenerator(seed: 5)
        let points = shape.surfacePoints(30_000, using: &generator)
        // Sides of 0.6 x 0.2 and of 0.2 x 0.2.
        let area = 4 * 0.12 + 2 * 0.04
        for (axis, share) in [(0, 0.04 / area), (1, 0.12 / area), (2, 0.12 / area)] {
            for side in [-1.0, 1.0] {
                let found = Double(points.count { $0.normal[axis] * side > 0.5 }) / Double(points.count)
                #expect(abs(found - share) < 0.01, "\(axis) \(side): \(found)")
            }
        }
        let left = Double(points.count { $0.position.x < 0 }) / Double(points.count)
        #expect(abs(left - 0.5) < 0.015)
    }

    @Test func whatIsInsideIsBetweenTheEndsOfASpan() {
        var generator = SeededGenerator(seed: 11)
        func random() -> Vector {
            Vector((0..<3).map { _ in Double.random(in: -0.5...0.5, using: &generator) })
        }
        for solid in [
            Solid.box(half: [0.3, 0.1, 0.2]), .frustum(bottomRadius: 0.3, topRadius: 0, halfHeight: 0.2),
            .ellipsoid(radii: [0.2, 0.4, 0.1]),
        ] {
            var inside = 0
            for _ in 0..<2000 {
                let (origin, end) = (random(), random())
                guard let span = solid.span(Ray(origin: origin, direction: end - origin)) else {
                    #expect(!solid.contains(origin))
                    continue
                }
                #expect(solid.contains(origin) == (span.enter <= 0 && span.exit >= 0))
                inside += solid.contains(origin) ? 1 : 0
            }
            #expect(inside > 10)
        }
    }
}
