import HeadroomDisplay
import HeadroomFormat

/// The bridge of some months as bars: what was added stands above the revenue at the start, what was lost hangs below it.
struct WaterfallChart: Picture {
    /// The movements of one month, in major units.
    struct Bar {
        var month: String
        var start: Double
        var end: Double
        /// Parts that add, from the bottom, with their colours.
        var gains: [(name: String, value: Double, color: String)]
        var losses: [(name: String, value: Double, color: String)]
    }

    let title: String
    let explanation: String
    let bars: [Bar]
    let format: (Double) -> String

    private static let (width, height) = (1040.0, 340.0)
    private static let plot = (left: 70.0, right: 1030.0, top: 22.0, bottom: 300.0)

    var figure: Node {
        let legend = (bars.first.map { $0.gains + $0.losses } ?? []).map {
            tag("b", ["style": "color: \($0.color)"], .text($0.name))
        }
        return tag(
            "figure",
            [:],
            tag(
                "figcaption",
                [:],
                .text(title),
                tag("span", [:], .text(explanation)),
                tag("span", ["class": "legend"], legend)
            ),
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
        let tops = bars.map { $0.start + $0.gains.reduce(0) { $0 + $1.value } } + bars.map(\.end)
        let y = Scale(kind: .linear, domain: 0...max(tops.max() ?? 1, 1e-9), from: Self.plot.bottom, to: Self.plot.top)
        let slot = (Self.plot.right - Self.plot.left) / Double(max(1, bars.count))
        var nodes: [Node] = []
        for tick in y.ticks {
            nodes.append(line(Self.plot.left, y.place(tick), Self.plot.right, y.place(tick), "var(--grid)"))
            nodes.append(text(format(tick), Self.plot.left - 8, y.place(tick) + 4, anchor: "end"))
        }
        for (index, bar) in bars.enumerated() {
            nodes += draw(bar, left: Self.plot.left + Double(index) * slot, slot: slot, y)
        }
        return nodes
    }

    private func draw(_ bar: Bar, left: Double, slot: Double, _ y: Scale) -> [Node] {
        var nodes: [Node] = []
        var top = bar.start
        for part in bar.gains where part.value > 0 {
            nodes.append(
                rectangle(from: top, to: top + part.value, left + 0.12 * slot, 0.36 * slot, part, bar.month, y)
            )
            top += part.value
        }
        for part in bar.losses where part.value > 0 {
            nodes.append(
                rectangle(from: top - part.value, to: top, left + 0.52 * slot, 0.36 * slot, part, bar.month, y)
            )
            top -= part.value
        }
        nodes.append(
            line(left + 0.06 * slot, y.place(bar.end), left + slot, y.place(bar.end), "var(--text)", width: "1.5")
        )
        let every = max(1, Int((Double(bars.count) / 12).rounded(.up)))
        if let index = bars.firstIndex(where: { $0.month == bar.month }), index.isMultiple(of: every) {
            nodes.append(text(bar.month, left + 0.5 * slot, Self.plot.bottom + 18, anchor: "middle"))
        }
        return nodes
    }

    private func rectangle(
        from low: Double,
        to high: Double,
        _ left: Double,
        _ width: Double,
        _ part: (name: String, value: Double, color: String),
        _ month: String,
        _ y: Scale
    ) -> Node {
        tag(
            "rect",
            [
                "x": Self.digits(left), "y": Self.digits(y.place(high)), "width": Self.digits(width),
                "height": Self.digits(max(0.5, y.place(low) - y.place(high))), "rx": "1.5", "fill": part.color,
            ],
            tag("title", [:], .text("\(month), \(part.name): \(format(part.value))"))
        )
    }
}
