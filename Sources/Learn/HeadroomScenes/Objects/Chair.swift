/// A chair: a seat on legs or a pedestal, a solid back or slats, perhaps arms.
enum Chair {
    static func build(_ builder: inout ObjectBuilder) -> String {
        let (width, depth) = (builder.length(0.38, 0.6), builder.length(0.38, 0.58))
        let (seatHeight, thickness) = (builder.length(0.35, 0.52), builder.length(0.035, 0.09))
        let (seatColor, legColor, backColor) = (builder.color(), builder.color(), builder.color())
        builder.box([0, seatHeight - thickness / 2, 0], size: [width, thickness, depth], .seat, seatColor)

        let hasPedestal = builder.chance(0.35)
        if hasPedestal {
            let (radius, pole) = (builder.length(0.16, 0.27), builder.length(0.03, 0.05))
            builder.pedestal(radius: radius, height: seatHeight - thickness, poleRadius: pole, legColor)
        } else {
            let legThickness = builder.length(0.035, 0.07)
            builder.legs(
                width: width,
                depth: depth,
                height: seatHeight - thickness,
                thickness: legThickness,
                legColor
            )
        }

        let hasSlats = builder.chance(0.5)
        let back = (height: builder.length(0.32, 0.62), tilt: builder.length(0, 0.3))
        Self.back(&builder, width, depth, seatHeight, back.height, .radians(-back.tilt), hasSlats, backColor)

        if builder.chance(0.4) {
            let (armHeight, armWidth) = (builder.length(0.16, 0.26), builder.length(0.035, 0.06))
            let length = depth * builder.length(0.6, 0.95)
            for side in [-1.0, 1.0] {
                let x = side * (width - armWidth) / 2
                let top = seatHeight + armHeight
                builder.box([x, top, (length - depth) / 2], size: [armWidth, armWidth, length], .arm, backColor)
                builder.box(
                    [x, seatHeight + armHeight / 2, length - depth / 2 - armWidth / 2],
                    size: [armWidth, armHeight, armWidth],
                    .arm,
                    backColor
                )
            }
        }
        return "\(hasSlats ? "slats" : "solid back"), \(hasPedestal ? "pedestal" : "legs")"
    }

    /// The back, which leans backwards from the rear edge of the seat.
    private static func back(
        _ builder: inout ObjectBuilder,
        _ width: Double,
        _ depth: Double,
        _ seatHeight: Double,
        _ height: Double,
        _ tilt: Angle,
        _ hasSlats: Bool,
        _ color: Vector
    ) {
        let thickness = builder.length(0.03, 0.06)
        let foot = Vector(0, seatHeight, -(depth - thickness) / 2)
        let up = Vector(0, tilt.cosine, tilt.sine)
        if hasSlats {
            let count = builder.count(2...4)
            let slat = builder.length(0.04, 0.07)
            let gap = (width - slat) / Double(count - 1)
            for index in 0..<count {
                let x = Double(index) * gap - (width - slat) / 2
                let center = foot + up * (height / 2) + Vector(x, 0, 0)
                builder.box(center, size: [slat, height, thickness], .back, color, tilt: tilt)
            }
            let rail = builder.length(0.05, 0.1)
            let center = foot + up * (height - rail / 2)
            builder.box(center, size: [width, rail, thickness], .back, color, tilt: tilt)
        } else {
            let center = foot + up * (height / 2)
            builder.box(center, size: [width, height, thickness], .back, color, tilt: tilt)
        }
    }
}
