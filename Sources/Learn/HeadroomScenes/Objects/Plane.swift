/// A plane with its nose towards the front: a fuselage, swept wings, a tail, two or four engines.
enum Plane {
    static func build(_ builder: inout ObjectBuilder) -> String {
        let (length, radius) = (builder.length(1.6, 2.4), builder.length(0.1, 0.17))
        let (bodyColor, wingColor) = (builder.color(), builder.color())
        builder.rod(
            from: [0, 0, -length * 0.42],
            to: [0, 0, length * 0.4],
            radius: radius,
            .body,
            bodyColor
        )
        builder.ellipsoid([0, 0, length * 0.4], radii: [radius, radius, length * 0.12], .body, bodyColor)
        builder.ellipsoid([0, 0.02, -length * 0.42], radii: [radius, radius, length * 0.14], .body, bodyColor)

        let wing = (span: length * builder.length(0.35, 0.55), chord: length * builder.length(0.12, 0.22))
        let sweep = Angle.radians(builder.length(0.1, 0.6))
        let level = builder.chance(0.3) ? radius * 0.8 : -radius * 0.4
        let place = builder.length(-0.05, 0.15) * length
        for side in [-1.0, 1.0] {
            let middle = Vector(side * wing.span / 2 * sweep.cosine, level, place - wing.span / 2 * sweep.sine)
            builder.box(
                middle,
                size: [wing.span, 0.035, wing.chord],
                .wing,
                wingColor,
                turn: .radians(side * sweep.radians)
            )
        }
        let tail = builder.length(0.25, 0.45)
        builder.box(
            [0, radius + tail / 2 - 0.03, -length * 0.43],
            size: [0.035, tail, wing.chord * 0.7],
            .tail,
            wingColor
        )
        let tailLevel = builder.chance(0.3) ? radius + tail - 0.04 : radius * 0.3
        builder.box(
            [0, tailLevel, -length * 0.43],
            size: [wing.span * 0.8, 0.03, wing.chord * 0.55],
            .tail,
            wingColor
        )
        let pairs = builder.count(0...2)
        for pair in 0..<pairs {
            let along = (Double(pair) + 1) / Double(pairs + 1) * wing.span
            for side in [-1.0, 1.0] {
                let center = Vector(side * along * sweep.cosine, level - 0.09, place - along * sweep.sine)
                builder.rod(
                    from: center - [0, 0, wing.chord * 0.4],
                    to: center + [0, 0, wing.chord * 0.6],
                    radius: 0.06,
                    .engine,
                    bodyColor
                )
            }
        }
        return "\(2 * pairs) engines, \(level > 0 ? "high wing" : "low wing")"
    }
}
