import HeadroomDisplay
import HeadroomFormat

/// Waterfall chart from an initial to a final amount, with a bar for each cause of the change.
struct WaterfallChart: Picture {
    struct Step {
        var name: String
        /// Change in major units; negative for a decrease.
        var change: Double
        var color: String
    }

    let title: String
    let explanation: String
    /// Name and amount of the first and the last bar.
    let start: (name: String, value: Double)
    let end: (name: String, value: Double)
    let steps: [Step]
    let format: (Double) -> String

    let size = (width: 520.0, height: 320.0)
    private static let plot = (left: 8.0, right: 512.0, top: 24.0, bottom: 268.0)

    var drawing: [Node] {
        var bars = [(name: start.name, low: 0.0, high: start.value, label: start.value, color: "var(--soft)")]
        var level = start.value
        for step in steps {
            let next = level + step.change
            bars.append((step.name, min(level, next), max(level, next), step.change, step.color))
            level = next
        }
        bars.append((end.name, 0, end.value, end.value, "var(--soft)"))
        let top = max(bars.map(\.high).max() ?? 1, 1e-9)
        let y = Scale(kind: .linear, domain: 0...top, from: Self.plot.bottom, to: Self.plot.top)
        let slot = (Self.plot.right - Self.plot.left) / Double(bars.count)
        var nodes = [line(Self.plot.left, Self.plot.bottom, Self.plot.right, Self.plot.bottom, "var(--line)")]
        for (index, bar) in bars.enumerated() {
            let left = Self.plot.left + Double(index) * slot
            nodes.append(
                tag(
                    "rect",
                    [
                        "x": Self.digits(left + 0.1 * slot), "y": Self.digits(y.place(bar.high)),
                        "width": Self.digits(0.8 * slot),
                        "height": Self.digits(max(0.5, y.place(bar.low) - y.place(bar.high))), "rx": "2",
                        "fill": bar.color,
                    ],
                    tag("title", [:], .text("\(bar.name): \(format(bar.label))"))
                )
            )
            let center = left + 0.5 * slot
            nodes.append(text(format(bar.label), center, y.place(bar.high) - 6, anchor: "middle"))
            // Long names of adjacent bars would overlap in one row.
            let row = index.isMultiple(of: 2) ? 16.0 : 32.0
            nodes.append(text(bar.name, center, Self.plot.bottom + row, anchor: "middle"))
        }
        return nodes
    }
}
