import HeadroomNumerics
import HeadroomScenes
import Testing

/// Lines through solids, beside the definition of what is inside.
@Suite struct SolidTests {
    private func contains(_ solid: Solid, _ p: Vector) -> Bool {
        switch solid {
        case .box(let half): return abs(p.x) <= half.x && abs(p.y) <= half.y && abs(p.z) <= half.z
        case .frustum(let bottom, let top, let halfHeight):
            guard abs(p.y) <= halfHeight else { return false }
            let share = (p.y + halfHeight) / (2 * halfHeight)
            return (p.x * p.x + p.z * p.z).squareRoot() <= bottom + (top - bottom) * share
        case .ellipsoid(let radii): return (p / radii).length <= 1
        }
    }

    @Test(arguments: [
        Solid.box(half: [0.5, 0.2, 0.9]), .frustum(bottomRadius: 0.5, topRadius: 0.5, halfHeight: 0.4),
        .frustum(bottomRadius: 0.7, topRadius: 0.1, halfHeight: 0.2),
        .frustum(bottomRadius: 0, topRadius: 0.4, halfHeight: 0.8), .ellipsoid(radii: [0.3, 0.6, 0.9]),
    ])
    func aSpanIsWhatIsInside(_ solid: Solid) throws {
        var generator = SeededGenerator(seed: 5)
        func draw() -> Double { Double(generator.next() >> 11) * 0x1p-53 * 2 - 1 }
        var hits = 0
        for index in 0..<2000 {
            var direction = Vector(draw(), draw(), draw())
            // Also lines along an axis, as volumes are filled with.
            if index % 4 == 0 { direction = [1, 0, 0] }
            let ray = Ray(origin: [draw(), draw(), draw()], direction: direction)
            guard let span = solid.span(ray) else {
                #expect(!(-400...400).contains { contains(solid, ray.point(at: Double($0) / 100)) })
                continue
            }
            hits += 1
            let length = span.exit - span.enter
            for share in [0.001, 0.3, 0.6, 0.999] {
                #expect(contains(solid, ray.point(at: span.enter + share * length)))
            }
            for t in [span.enter - 1e-6 - 1e-3 * length, span.exit + 1e-6 + 1e-3 * length] {
                #expect(!contains(solid, ray.point(at: t)))
            }
            #expect(abs(span.normal.length - 1) < 1e-9)
            #expect(span.normal.dot(direction) <= 1e-9)
        }
        #expect(hits > 200)
    }
}
