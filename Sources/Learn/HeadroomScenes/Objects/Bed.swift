/// A bed: a mattress on a frame with legs, a headboard, perhaps a footboard, and pillows.
enum Bed {
    static func build(_ builder: inout ObjectBuilder) -> String {
        let (width, length) = (builder.length(0.85, 1.8), builder.length(1.8, 2.1))
        let (legHeight, frame) = (builder.length(0.1, 0.3), builder.length(0.08, 0.16))
        let mattress = builder.length(0.12, 0.28)
        let (frameColor, mattressColor) = (builder.color(), builder.color())
        builder.legs(width: width, depth: length, height: legHeight, thickness: builder.length(0.06, 0.1), frameColor)
        builder.box([0, legHeight + frame / 2, 0], size: [width, frame, length], .panel, frameColor)
        let top = legHeight + frame + mattress
        builder.box(
            [0, top - mattress / 2, 0],
            size: [width * 0.95, mattress, length * 0.95],
            .mattress,
            mattressColor
        )
        let head = builder.length(0.25, 0.7)
        builder.box([0, top / 2 + head / 2, -length / 2], size: [width, top + head, 0.08], .headboard, frameColor)
        let hasFootboard = builder.chance(0.4)
        if hasFootboard {
            let foot = top + builder.length(0.05, 0.25)
            builder.box([0, foot / 2, length / 2], size: [width, foot, 0.07], .headboard, frameColor)
        }
        let pillows = width > 1.3 ? 2 : 1
        let color = builder.color()
        for index in 0..<pillows {
            let x = pillows == 1 ? 0 : (Double(index) - 0.5) * width * 0.45
            builder.ellipsoid(
                [x, top + 0.03, -length * 0.36],
                radii: [width * 0.4 / Double(pillows), 0.09, 0.2],
                .mattress,
                color
            )
        }
        return "\(hasFootboard ? "footboard" : "no footboard"), \(pillows) pillow\(pillows == 1 ? "" : "s")"
    }
}
