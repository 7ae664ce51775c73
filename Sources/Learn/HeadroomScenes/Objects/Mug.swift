/// A mug: a hollow wall of staves around a bottom, and a handle of short rods at one side.
enum Mug {
    static func build(_ builder: inout ObjectBuilder) -> String {
        let (radius, height) = (builder.length(0.3, 0.5), builder.length(0.6, 1.2))
        let thickness = radius * builder.length(0.16, 0.26)
        let flare = Angle.radians(builder.length(-0.12, 0.2))
        let (wallColor, handleColor) = (builder.color(), builder.color())
        let staves = 16
        let step = 2 * Double.pi / Double(staves)
        for index in 0..<staves {
            let angle = Angle.radians(Double(index) * step)
            let outside = radius - thickness / 2 + flare.sine * height / 2
            // Wide enough to meet at the wider end.
            let width = 2 * (radius + max(0, flare.sine * height)) * Angle.radians(step / 2).tangent
            builder.box(
                [angle.sine * outside, height / 2, angle.cosine * outside],
                size: [width, height, thickness],
                .wall,
                wallColor,
                turn: angle,
                tilt: flare
            )
        }
        let bottom = radius - thickness / 2
        builder.cylinder(bottom: .zero, height: thickness, radius: bottom, .base, wallColor)

        let hasHandle = builder.chance(0.8)
        if hasHandle {
            let (reach, half) = (radius * builder.length(0.5, 0.8), height * builder.length(0.22, 0.34))
            let grip = radius * builder.length(0.12, 0.2)
            let center = Vector(radius + flare.sine * height / 2 - thickness / 2, height * 0.52, 0)
            let pieces = 8
            func point(_ index: Int) -> Vector {
                let angle = Angle.radians(.pi * (Double(index) / Double(pieces) - 0.5))
                return center + [angle.cosine * reach, angle.sine * half, 0]
            }
            for index in 0..<pieces {
                builder.rod(from: point(index), to: point(index + 1), radius: grip, .handle, handleColor)
            }
        }
        return "\(hasHandle ? "handle" : "no handle"), \(flare.radians > 0 ? "opens" : "closes") to the top"
    }
}
