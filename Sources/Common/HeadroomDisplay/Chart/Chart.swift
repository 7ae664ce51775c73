import HeadroomFormat
import RealModule

/// Chart over the batch size: an axis in powers of two, values with their intervals, a fitted law, marks.
package struct Chart: Picture {
    package struct Value {
        package var batchSize: Double
        package var value: Double
        package var low: Double
        package var high: Double
        package var isDoubtful = false

        package init(
            batchSize: Double,
            value: Double,
            low: Double,
            high: Double,
            isDoubtful: Bool = false
        ) {
            self.batchSize = batchSize
            self.value = value
            self.low = low
            self.high = high
            self.isDoubtful = isDoubtful
        }
    }

    /// Values of one series, with their common color.
    package struct Series {
        package var label: String?
        package var color = "var(--blue)"
        package var values: [Value]

        package init(
            label: String? = nil,
            color: String = "var(--blue)",
            values: [Value]
        ) {
            self.label = label
            self.color = color
            self.values = values
        }
    }

    package struct Law {
        package var label: String
        package var value: (Double) -> Double

        package init(
            label: String,
            value: @escaping (Double) -> Double
        ) {
            self.label = label
            self.value = value
        }
    }

    /// Horizontal line across the chart.
    package struct Level {
        package var label: String
        package var value: Double
        package var color: String
        /// Whether the label is placed below the line.
        package var isBelow = false

        package init(
            label: String,
            value: Double,
            color: String,
            isBelow: Bool = false
        ) {
            self.label = label
            self.value = value
            self.color = color
            self.isBelow = isBelow
        }
    }

    /// Vertical line at a batch size.
    package struct Mark {
        package var label: String
        package var batchSize: Double
        package var color: String

        package init(
            label: String,
            batchSize: Double,
            color: String
        ) {
            self.label = label
            self.batchSize = batchSize
            self.color = color
        }
    }

    package var title: String
    package var explanation: String
    package var axisTitle: String
    package var kind: Scale.Kind = .linear
    package var format: (Double) -> String
    package var series: [Series]
    /// Second series, drawn as muted dots.
    package var companion: (label: String, values: [Value])?
    package var law: Law?
    package var levels: [Level] = []
    package var marks: [Mark] = []
    /// Batch sizes that ran out of memory.
    package var failures: [Double] = []
    /// Further batch sizes that the axis includes, with or without a value here.
    package var extraBatchSizes: [Double] = []
    /// Values that the value axis must include.
    package var include: [Double] = []
    /// Ends of the value axis; nil for a start at 0 and an end chosen from the values.
    package var start: Double?
    package var end: Double?

    package init(
        title: String,
        explanation: String,
        axisTitle: String,
        kind: Scale.Kind = .linear,
        format: @escaping (Double) -> String,
        series: [Series],
        companion: (label: String, values: [Value])? = nil,
        law: Law? = nil,
        levels: [Level] = [],
        marks: [Mark] = [],
        failures: [Double] = [],
        extraBatchSizes: [Double] = [],
        include: [Double] = [],
        start: Double? = nil,
        end: Double? = nil
    ) {
        self.title = title
        self.explanation = explanation
        self.axisTitle = axisTitle
        self.kind = kind
        self.format = format
        self.series = series
        self.companion = companion
        self.law = law
        self.levels = levels
        self.marks = marks
        self.failures = failures
        self.extraBatchSizes = extraBatchSizes
        self.include = include
        self.start = start
        self.end = end
    }

    package static let width = 520.0
    package static let height = 320.0
    package var size: (width: Double, height: Double) { (Self.width, Self.height) }
    private static let plot = (left: 64.0, right: 504.0, top: 26.0, bottom: 268.0)

    private var values: [Value] { series.flatMap(\.values) }

    package var legend: [Node] {
        guard series.count > 1 else { return [] }
        return series.map { tag("b", ["style": "color: \($0.color)"], .text($0.label ?? "")) }
    }

    // MARK: Scales

    package var sizes: [Double] { values.map(\.batchSize) + failures + marks.map(\.batchSize) + extraBatchSizes }

    private var horizontal: Scale {
        let low = sizes.min() ?? 1
        let high = max(sizes.max() ?? 2, low * 2)
        return Scale(kind: .logarithmic, domain: low...high, from: Self.plot.left + 12, to: Self.plot.right - 12)
    }

    private var vertical: Scale {
        let all =
            values.flatMap { [$0.value, min($0.high, $0.value * 2)] } + (companion?.values.map(\.value) ?? []) + include
        let shown = all.filter { $0.isFinite }
        switch kind {
        case .linear:
            let top = max(shown.max() ?? 1, 1e-12)
            let step = Scale.roundStep((max(top, end ?? top) - (start ?? 0)) / 5)
            let start = start.map { ($0 / step).rounded(.down) * step } ?? 0
            let end = end ?? (top * 1.02 / step).rounded(.up) * step
            return Scale(
                kind: .linear,
                domain: start...max(end, start + step),
                from: Self.plot.bottom,
                to: Self.plot.top
            )
        case .logarithmic:
            let low = shown.filter { $0 > 0 }.min() ?? 1
            let high = max(shown.max() ?? 10, low * 1.01)
            let floor = Double.pow(10, Int(Double.log10(low).rounded(.down)))
            let ceiling = Double.pow(10, Int(Double.log10(high).rounded(.up)))
            return Scale(
                kind: .logarithmic,
                domain: floor...max(ceiling, floor * 10),
                from: Self.plot.bottom,
                to: Self.plot.top
            )
        }
    }

    // MARK: Drawing

    package var drawing: [Node] {
        let (x, y) = (horizontal, vertical)
        return [axes(x, y)] + levels.map { level($0, y) } + marks.enumerated().map { mark($1, x, row: $0) }
            + [curve(x, y)] + (companion.map { [companionDots($0.values, x, y)] } ?? [])
            + series.map { dots($0, x, y) } + failures.map { failure($0, x) }
    }

    private func axes(_ x: Scale, _ y: Scale) -> Node {
        var nodes = valueAxis(y, from: Self.plot.left, to: Self.plot.right, format: format)
        nodes.append(text(axisTitle, Self.plot.left - 8, 12, anchor: "start", offsetLeft: true))
        let ticks = powersOfTwo(x)
        for tick in ticks {
            let place = x.place(tick)
            nodes.append(line(place, Self.plot.bottom, place, Self.plot.bottom + 4, "var(--soft)"))
            nodes.append(text(Self.short(tick), place, Self.plot.bottom + 18, anchor: "middle"))
        }
        nodes.append(line(Self.plot.left, Self.plot.bottom, Self.plot.right, Self.plot.bottom, "var(--soft)"))
        nodes.append(
            text("batch size", (Self.plot.left + Self.plot.right) / 2, Self.plot.bottom + 40, anchor: "middle")
        )
        return tag("g", [:], nodes)
    }

    /// Powers of two on the axis, thinned so that their labels do not overlap.
    private func powersOfTwo(_ x: Scale) -> [Double] {
        let first = Int(Double.log2(x.domain.lowerBound).rounded(.up))
        let last = Int(Double.log2(x.domain.upperBound).rounded(.down))
        guard first <= last else { return [x.domain.lowerBound] }
        let every = max(1, (last - first + 11) / 11)
        return stride(from: first, through: last, by: every).map { Double.exp2(Double($0)) }
    }

    private static func short(_ value: Double) -> String {
        value >= 10_000 ? "\(Int(value / 1024))k" : Format.count(value)
    }

    private func curve(_ x: Scale, _ y: Scale) -> Node {
        guard let law, let low = values.map(\.batchSize).min(), let high = values.map(\.batchSize).max(), low < high
        else {
            return tag("g")
        }
        let steps = 80
        var points: [String] = []
        for step in 0...steps {
            let size = low * Double.pow(high / low, Double(step) / Double(steps))
            let value = law.value(size)
            guard value.isFinite else { continue }
            let place = min(max(y.place(value), Self.plot.top - 4), Self.plot.bottom)
            points.append("\(points.isEmpty ? "M" : "L")\(Self.digits(x.place(size))) \(Self.digits(place))")
        }
        let path = tag(
            "path",
            [
                "d": points.joined(separator: " "), "fill": "none", "stroke": "var(--orange)", "stroke-width": "1.5",
                "stroke-dasharray": "5 3",
            ]
        )
        let label = text(law.label, Self.plot.right, 12, anchor: "end", color: "var(--orange)")
        return tag("g", [:], path, label)
    }

    private func dots(_ series: Series, _ x: Scale, _ y: Scale) -> Node {
        var nodes: [Node] = []
        let path = series.values.map { "\(Self.digits(x.place($0.batchSize))) \(Self.digits(y.place($0.value)))" }
        if path.count > 1, law == nil {
            nodes.append(
                tag(
                    "path",
                    [
                        "d": "M" + path.joined(separator: " L"), "fill": "none", "stroke": series.color,
                        "stroke-width": "1.5", "stroke-opacity": "0.45",
                    ]
                )
            )
        }
        for value in series.values {
            let (across, up) = (x.place(value.batchSize), y.place(value.value))
            let low = min(y.place(value.low), Self.plot.bottom)
            let high = max(y.place(value.high), Self.plot.top - 8)
            nodes.append(line(across, low, across, high, series.color, width: "1.5"))
            let name = [series.label, "\(Format.count(value.batchSize)): \(format(value.value))"].compactMap(\.self)
            nodes.append(
                tag(
                    "circle",
                    [
                        "cx": Self.digits(across), "cy": Self.digits(up), "r": "4", "stroke": series.color,
                        "stroke-width": "1.5",
                        "fill": value.isDoubtful ? "var(--card)" : series.color,
                    ],
                    tag("title", [:], .text(name.joined(separator: ", ")))
                )
            )
        }
        return tag("g", [:], nodes)
    }

    private func companionDots(_ values: [Value], _ x: Scale, _ y: Scale) -> Node {
        tag(
            "g",
            [:],
            values.map { value in
                let (across, up) = (x.place(value.batchSize), y.place(value.value))
                return line(across - 5, up, across + 5, up, "var(--soft)", width: "1.5")
            }
        )
    }

    private func level(_ level: Level, _ y: Scale) -> Node {
        let place = y.place(level.value)
        guard place >= Self.plot.top - 2, place <= Self.plot.bottom else { return tag("g") }
        return tag(
            "g",
            [:],
            line(Self.plot.left, place, Self.plot.right, place, level.color, dash: "2 3"),
            text(
                level.label,
                Self.plot.left + 6,
                place + (level.isBelow ? 14 : -5),
                anchor: "start",
                color: level.color
            )
        )
    }

    /// Draws a mark; labels of adjacent marks are placed in separate rows.
    private func mark(_ mark: Mark, _ x: Scale, row: Int) -> Node {
        let place = x.place(mark.batchSize)
        let isRight = place > (Self.plot.left + Self.plot.right) / 2
        return tag(
            "g",
            [:],
            line(place, Self.plot.top - 6, place, Self.plot.bottom, mark.color, width: "1.5"),
            text(
                mark.label,
                place + (isRight ? -6 : 6),
                Self.plot.bottom - 8 - 14 * Double(row),
                anchor: isRight ? "end" : "start",
                color: mark.color
            )
        )
    }

    private func failure(_ batchSize: Double, _ x: Scale) -> Node {
        let place = x.place(batchSize)
        return tag("g", [:], text("✕", place, Self.plot.top + 4, anchor: "middle", color: "var(--red)"))
    }
}
