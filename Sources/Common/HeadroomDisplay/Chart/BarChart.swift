/// Vertical bar chart, such as a histogram.
package struct BarChart: Picture {
    package struct Bar {
        package var label: String
        package var value: Double
        package var color = "var(--blue)"

        package init(
            label: String,
            value: Double,
            color: String = "var(--blue)"
        ) {
            self.label = label
            self.value = value
            self.color = color
        }
    }

    package var title: String
    package var explanation: String
    package var bars: [Bar]
    package var format: (Double) -> String

    package init(
        title: String,
        explanation: String,
        bars: [Bar],
        format: @escaping (Double) -> String
    ) {
        self.title = title
        self.explanation = explanation
        self.bars = bars
        self.format = format
    }

    package var size: (width: Double, height: Double) { (520, 260) }
    private static let plot = (left: 44.0, right: 512.0, top: 20.0, bottom: 222.0)

    package var drawing: [Node] {
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
