/// Upright bars side by side, as of a histogram.
struct BarChart: Picture {
    struct Bar {
        var label: String
        var value: Double
        var color = "var(--blue)"
    }

    var title: String
    var explanation: String
    var bars: [Bar]
    var format: (Double) -> String

    private static let width = 520.0
    private static let height = 260.0
    private static let plot = (left: 44.0, right: 512.0, top: 20.0, bottom: 222.0)

    var figure: Node {
        tag(
            "figure",
            [:],
            tag("figcaption", [:], .text(title), tag("span", [:], .text(explanation))),
            tag(
                "svg",
                [
                    "viewBox": "0 0 \(Int(Self.width)) \(Int(Self.height))", "role": "img",
                    "aria-label": "\(title). \(explanation)",
                ],
                [tag("title", [:], .text(title))] + drawing
            )
        )
    }

    private var drawing: [Node] {
        let most = max(bars.map(\.value).max() ?? 1, 1e-12)
        let y = Scale(kind: .linear, domain: 0...most, from: Self.plot.bottom, to: Self.plot.top)
        let slot = (Self.plot.right - Self.plot.left) / Double(max(1, bars.count))
        var nodes = [line(Self.plot.left, Self.plot.bottom, Self.plot.right, Self.plot.bottom, "var(--line)")]
        for (index, bar) in bars.enumerated() {
            let (left, top) = (Self.plot.left + (Double(index) + 0.08) * slot, y.place(bar.value))
            let center = Self.plot.left + (Double(index) + 0.5) * slot
            nodes.append(
                tag(
                    "rect",
                    [
                        "x": Self.digits(left), "y": Self.digits(top), "width": Self.digits(0.84 * slot),
                        "height": Self.digits(Self.plot.bottom - top), "rx": "2", "fill": bar.color,
                    ],
                    tag("title", [:], .text("\(bar.label): \(format(bar.value))"))
                )
            )
            nodes.append(text(bar.label, center, Self.plot.bottom + 18, anchor: "middle"))
            if bar.value > 0 { nodes.append(text(format(bar.value), center, top - 5, anchor: "middle")) }
        }
        return nodes
    }
}
