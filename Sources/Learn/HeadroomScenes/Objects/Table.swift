/// A table: a rectangular or round top on legs, a pedestal or side panels, perhaps with a shelf.
enum Table {
    static func build(_ builder: inout ObjectBuilder) -> String {
        let (width, depth) = (builder.length(0.7, 1.5), builder.length(0.5, 0.95))
        let (height, thickness) = (builder.length(0.4, 0.8), builder.length(0.03, 0.09))
        let (topColor, legColor) = (builder.color(), builder.color())
        let isRound = builder.chance(0.4)
        let below = height - thickness
        if isRound {
            builder.cylinder(bottom: [0, below, 0], height: thickness, radius: depth / 2, .top, topColor)
        } else {
            builder.box([0, height - thickness / 2, 0], size: [width, thickness, depth], .top, topColor)
        }
        // What carries a round top stays under it.
        let (innerWidth, innerDepth) = isRound ? (depth * 0.7, depth * 0.7) : (width, depth)
        let support = builder.count(0...2)
        switch support {
        case 0:
            let leg = builder.length(0.04, 0.09)
            builder.legs(width: innerWidth, depth: innerDepth, height: below, thickness: leg, legColor)
        case 1:
            let (radius, pole) = (min(innerWidth, innerDepth) * builder.length(0.3, 0.45), builder.length(0.04, 0.09))
            builder.pedestal(radius: radius, height: below, poleRadius: pole, legColor)
        default:
            let panel = builder.length(0.03, 0.07)
            for side in [-1.0, 1.0] {
                let center = Vector(side * (innerWidth - panel) / 2, below / 2, 0)
                builder.box(center, size: [panel, below, innerDepth], .panel, legColor)
            }
        }
        if builder.chance(0.4), support != 1 {
            let level = below * builder.length(0.2, 0.6)
            builder.box([0, level, 0], size: [innerWidth, 0.04, innerDepth * 0.9], .shelf, topColor)
        }
        return "\(isRound ? "round" : "rectangular"), \(["legs", "pedestal", "panels"][support])"
    }
}
