import HeadroomFormat

/// Chart drawn in lines and text.
package protocol Picture {
    /// Whether it is larger than the pictures beside it.
    static var isTall: Bool { get }
    var title: String { get }
    /// Sentence below the title.
    var explanation: String { get }
    /// Names of what is drawn, each in its color; empty where none is needed.
    var legend: [Node] { get }
    /// Width and height of the drawing, in pixels.
    var size: (width: Double, height: Double) { get }
    var drawing: [Node] { get }
}

extension Picture {
    package static var isTall: Bool { false }
    package var legend: [Node] { [] }

    /// The picture with its title, explanation and legend.
    package var figure: Node {
        let names = legend.isEmpty ? [] : [tag("span", ["class": "legend"], legend)]
        return tag(
            "figure",
            Self.isTall ? ["class": "tall"] : [:],
            tag("figcaption", [:], [.text(title), tag("span", [:], .text(explanation))] + names),
            tag(
                "svg",
                [
                    "viewBox": "0 0 \(Int(size.width)) \(Int(size.height))", "role": "img",
                    "aria-label": "\(title). \(explanation)",
                ],
                [tag("title", [:], .text(title))] + drawing
            )
        )
    }

    /// Horizontal lines at the ticks of a value axis, with their labels to the left.
    package func valueAxis(_ y: Scale, from left: Double, to right: Double, format: (Double) -> String) -> [Node] {
        y.ticks.flatMap { tick in
            let place = y.place(tick)
            return [
                line(left, place, right, place, "var(--grid)"), text(format(tick), left - 8, place + 4, anchor: "end"),
            ]
        }
    }

    package func line(
        _ x1: Double,
        _ y1: Double,
        _ x2: Double,
        _ y2: Double,
        _ color: String,
        width: String = "1",
        dash: String? = nil
    ) -> Node {
        var attributes = [
            ("x1", Self.digits(x1)), ("y1", Self.digits(y1)), ("x2", Self.digits(x2)), ("y2", Self.digits(y2)),
            ("stroke", color), ("stroke-width", width),
        ]
        if let dash { attributes.append(("stroke-dasharray", dash)) }
        return .element("line", attributes, [])
    }

    package func text(
        _ content: String,
        _ x: Double,
        _ y: Double,
        anchor: String,
        color: String? = nil,
        offsetLeft: Bool = false
    ) -> Node {
        var attributes = [
            ("x", Self.digits(offsetLeft ? 0 : x)), ("y", Self.digits(y)), ("text-anchor", anchor),
        ]
        if let color {
            attributes.append(("style", "fill: \(color)"))
            attributes.append(("class", "label"))
        }
        return .element("text", attributes, [.text(content)])
    }

    /// Formats a coordinate to a tenth of a pixel.
    package static func digits(_ value: Double) -> String {
        Format.plain(value)
    }
}
