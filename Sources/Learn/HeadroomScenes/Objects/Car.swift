/// A car, seen from the front at an azimuth of 0: a body on four wheels, a cabin, perhaps a spoiler.
enum Car {
    static func build(_ builder: inout ObjectBuilder) -> String {
        let (width, length) = (builder.length(0.65, 0.85), builder.length(1.5, 2.1))
        let (bodyHeight, clearance) = (builder.length(0.25, 0.42), builder.length(0.1, 0.2))
        let (bodyColor, cabinColor, wheelColor) = (builder.color(), builder.color(), builder.color())
        let top = clearance + bodyHeight
        builder.box([0, clearance + bodyHeight / 2, 0], size: [width, bodyHeight, length], .body, bodyColor)

        let cabin = (length: length * builder.length(0.35, 0.65), height: builder.length(0.22, 0.42))
        let center = (length - cabin.length) / 2 * builder.length(-0.9, 0.3)
        builder.box(
            [0, top + cabin.height / 2, center],
            size: [width * builder.length(0.8, 0.95), cabin.height, cabin.length],
            .cabin,
            cabinColor
        )

        let (radius, thickness) = (builder.length(0.15, 0.23), builder.length(0.1, 0.17))
        let axle = length * builder.length(0.28, 0.36)
        for x in [-1.0, 1.0] {
            for z in [-1.0, 1.0] {
                let outside = Vector(x * width / 2, radius, z * axle)
                builder.rod(
                    from: outside - [x * thickness * 0.8, 0, 0],
                    to: outside + [x * thickness * 0.2, 0, 0],
                    radius: radius,
                    .wheel,
                    wheelColor
                )
            }
        }
        let hasSpoiler = builder.chance(0.3)
        if hasSpoiler {
            let height = builder.length(0.1, 0.2)
            builder.box(
                [0, top + height, -length / 2 + 0.1],
                size: [width, 0.05, 0.2],
                .spoiler,
                bodyColor
            )
            for x in [-1.0, 1.0] {
                builder.box(
                    [x * width * 0.35, top + height / 2, -length / 2 + 0.1],
                    size: [0.06, height, 0.1],
                    .spoiler,
                    bodyColor
                )
            }
        }
        return hasSpoiler ? "spoiler" : "no spoiler"
    }
}
