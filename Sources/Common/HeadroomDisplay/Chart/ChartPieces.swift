import HeadroomFormat

/// Chart drawn in lines and text.
package protocol Picture {}

extension Chart: Picture {}

extension Picture {
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
