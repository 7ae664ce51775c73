/// A sofa: a deep seat, a back and two arms, perhaps an extension of the seat to one side.
enum Sofa {
    static func build(_ builder: inout ObjectBuilder) -> String {
        let (width, depth) = (builder.length(1.3, 2.2), builder.length(0.7, 0.95))
        let (seatHeight, backHeight) = (builder.length(0.3, 0.45), builder.length(0.25, 0.5))
        let (seatColor, frameColor) = (builder.color(), builder.color())
        let foot = builder.chance(0.5) ? builder.length(0.06, 0.14) : 0
        if foot > 0 { builder.legs(width: width, depth: depth, height: foot, thickness: 0.07, frameColor) }
        builder.box(
            [0, (foot + seatHeight) / 2, 0],
            size: [width, seatHeight - foot, depth],
            .seat,
            seatColor
        )
        let thickness = builder.length(0.14, 0.26)
        builder.box(
            [0, seatHeight + backHeight / 2, (thickness - depth) / 2],
            size: [width, backHeight, thickness],
            .back,
            frameColor
        )
        let arm = (width: builder.length(0.12, 0.25), height: backHeight * builder.length(0.4, 0.9))
        for side in [-1.0, 1.0] {
            builder.box(
                [side * (width - arm.width) / 2, seatHeight + arm.height / 2, 0],
                size: [arm.width, arm.height, depth],
                .arm,
                frameColor
            )
        }
        let hasCorner = builder.chance(0.35)
        if hasCorner {
            let side = builder.chance(0.5) ? 1.0 : -1.0
            let reach = builder.length(0.4, 0.8)
            builder.box(
                [side * width * 0.3, (foot + seatHeight) / 2, (depth + reach) / 2],
                size: [width * 0.4, seatHeight - foot, reach],
                .seat,
                seatColor
            )
        }
        return "\(hasCorner ? "corner" : "straight"), \(foot > 0 ? "feet" : "no feet")"
    }
}
