/// A lamp: a base, a pole, perhaps an arm to one side, and a shade like a drum or a box.
enum Lamp {
    static func build(_ builder: inout ObjectBuilder) -> String {
        let (radius, height) = (builder.length(0.1, 0.22), builder.length(0.5, 1.1))
        let pole = builder.length(0.012, 0.035)
        let (baseColor, shadeColor) = (builder.color(), builder.color())
        builder.cylinder(bottom: .zero, height: builder.length(0.02, 0.08), radius: radius, .base, baseColor)
        builder.cylinder(bottom: .zero, height: height, radius: pole, .pole, baseColor)

        let hasArm = builder.chance(0.5)
        let reach = hasArm ? builder.length(0.15, 0.4) * (builder.chance(0.5) ? 1 : -1) : 0
        if hasArm {
            builder.rod(from: [0, height - pole, 0], to: [reach, height - pole, 0], radius: pole, .arm, baseColor)
        }
        let shade = (height: builder.length(0.14, 0.3), radius: builder.length(0.11, 0.24))
        let bottom = Vector(reach, height - shade.height * builder.length(0.4, 0.9), 0)
        let isDrum = builder.chance(0.6)
        if isDrum {
            let top = shade.radius * builder.length(0.4, 1)
            builder.cylinder(
                bottom: bottom,
                height: shade.height,
                radius: shade.radius,
                topRadius: top,
                .shade,
                shadeColor
            )
        } else {
            let size = Vector(2 * shade.radius, shade.height, builder.length(0.6, 1) * 2 * shade.radius)
            builder.box(bottom + [0, shade.height / 2, 0], size: size, .shade, shadeColor)
        }
        return "\(isDrum ? "drum" : "box"), \(hasArm ? "arm" : "no arm")"
    }
}
