/// A bookcase: two sides, a number of shelves, perhaps a back and rows of books.
enum Bookcase {
    static func build(_ builder: inout ObjectBuilder) -> String {
        let (width, depth) = (builder.length(0.5, 1.3), builder.length(0.22, 0.42))
        let (height, thickness) = (builder.length(0.8, 2), builder.length(0.03, 0.06))
        let (frameColor, bookColor) = (builder.color(), builder.color())
        for side in [-1.0, 1.0] {
            builder.box(
                [side * (width - thickness) / 2, height / 2, 0],
                size: [thickness, height, depth],
                .panel,
                frameColor
            )
        }
        let count = builder.count(3...6)
        let gap = (height - thickness) / Double(count - 1)
        let inner = width - 2 * thickness
        for index in 0..<count {
            let y = thickness / 2 + Double(index) * gap
            builder.box([0, y, 0], size: [inner, thickness, depth], .shelf, frameColor)
            guard index + 1 < count, builder.chance(0.5) else { continue }
            let row = (width: inner * builder.length(0.3, 0.9), height: gap * builder.length(0.45, 0.8))
            let x = (inner - row.width) / 2 * (builder.chance(0.5) ? 1 : -1)
            builder.box(
                [x, y + (thickness + row.height) / 2, 0],
                size: [row.width, row.height, depth * 0.75],
                .body,
                bookColor
            )
        }
        let hasBack = builder.chance(0.5)
        if hasBack {
            builder.box(
                [0, height / 2, -(depth - 0.02) / 2],
                size: [width, height, 0.02],
                .back,
                frameColor
            )
        }
        return "\(count) shelves, \(hasBack ? "back" : "open")"
    }
}
