import HeadroomDisplay
import HeadroomFormat

/// Movements of each month: gains above the axis, losses below it, and a mark at their difference.
struct MovementsChart: Picture {
    /// The movements of one month, in major units.
    struct Bar {
        var month: String
        /// Whether the data end within the month; it is drawn paler.
        var isUnfinished = false
        /// Positive movements, from the axis upwards, with their colors.
        var gains: [(name: String, value: Double, color: String)]
        /// Negative movements, from the axis downwards.
        var losses: [(name: String, value: Double, color: String)]

        var gain: Double { gains.reduce(0) { $0 + $1.value } }
        var loss: Double { losses.reduce(0) { $0 + $1.value } }
    }

    let title: String
    let explanation: String
    let bars: [Bar]
    let format: (Double) -> String

    let size = (width: 520.0, height: 320.0)
    private static let plot = (left: 58.0, right: 512.0, top: 14.0, bottom: 284.0)

    var legend: [Node] {
        // Exchange is a gain in some months and a loss in others.
        var seen: Set<String> = []
        return (bars.first.map { $0.gains + $0.losses } ?? []).filter { seen.insert($0.name).inserted }.map {
            tag("b", ["style": "color: \($0.color)"], .text($0.name))
        }
    }

    var drawing: [Node] {
        let (top, bottom) = (bars.map(\.gain).max() ?? 0, bars.map(\.loss).max() ?? 0)
        let y = Scale(
            kind: .linear,
            domain: -bottom...max(top, 1e-9 - bottom),
            from: Self.plot.bottom,
            to: Self.plot.top
        )
        let slot = (Self.plot.right - Self.plot.left) / Double(max(1, bars.count))
        var nodes: [Node] = []
        for tick in y.ticks {
            let color = tick == 0 ? "var(--soft)" : "var(--grid)"
            nodes.append(line(Self.plot.left, y.place(tick), Self.plot.right, y.place(tick), color))
            nodes.append(text(format(tick), Self.plot.left - 6, y.place(tick) + 4, anchor: "end"))
        }
        for (index, bar) in bars.enumerated() {
            let left = Self.plot.left + Double(index) * slot
            nodes += draw(bar, left: left, slot: slot, y)
            if hasLabel(index) {
                nodes.append(text(bar.month, left + 0.5 * slot, size.height - 8, anchor: "middle"))
            }
        }
        return nodes
    }

    /// Largest number of months with a label, which do not overlap on a phone.
    private static let mostLabels = 5.0

    /// Whether the month of a bar has a label: every few months, and an unfinished one in place of those just before it.
    private func hasLabel(_ index: Int) -> Bool {
        let step = max(1, Int((Double(bars.count) / Self.mostLabels).rounded(.up)))
        if bars[index].isUnfinished { return true }
        let isFree = bars.last?.isUnfinished != true || bars.count - 1 - index >= step
        return index.isMultiple(of: step) && isFree
    }

    private func draw(_ bar: Bar, left: Double, slot: Double, _ y: Scale) -> [Node] {
        var nodes: [Node] = []
        var level = 0.0
        for part in bar.gains where part.value > 0 {
            nodes.append(
                rectangle(from: level, to: level + part.value, left + 0.12 * slot, 0.76 * slot, part, bar.month, y)
            )
            level += part.value
        }
        level = 0
        for part in bar.losses where part.value > 0 {
            nodes.append(
                rectangle(from: level - part.value, to: level, left + 0.12 * slot, 0.76 * slot, part, bar.month, y)
            )
            level -= part.value
        }
        let net = y.place(bar.gain - bar.loss)
        nodes.append(line(left + 0.04 * slot, net, left + 0.96 * slot, net, "var(--text)", width: "2"))
        return bar.isUnfinished ? [tag("g", ["opacity": "0.5"], nodes)] : nodes
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
