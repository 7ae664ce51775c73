import HeadroomFormat
import RealModule

/// Line chart over a number in a known range, with optional vertical marks.
package struct LineChart: Picture {
    package struct Series {
        package var label: String
        package var color: String
        package var isDashed = false
        /// Points of the line; a y of nil leaves a gap.
        package var points: [(x: Double, y: Double?)]

        package init(
            label: String,
            color: String,
            isDashed: Bool = false,
            points: [(x: Double, y: Double?)]
        ) {
            self.label = label
            self.color = color
            self.isDashed = isDashed
            self.points = points
        }
    }

    /// Vertical line at an x.
    package struct Mark {
        package var label: String
        package var x: Double
        package var color: String

        package init(
            label: String,
            x: Double,
            color: String
        ) {
            self.label = label
            self.x = x
            self.color = color
        }
    }

    package var title: String
    package var explanation: String
    package var axisTitle: String
    /// Title of the horizontal axis.
    package var placeTitle: String
    package var kind: Scale.Kind = .linear
    /// Range of the value axis; nil for 0 to the maximum.
    package var range: ClosedRange<Double>?
    package var format: (Double) -> String
    package var series: [Series]
    package var marks: [Mark] = []

    package init(
        title: String,
        explanation: String,
        axisTitle: String,
        placeTitle: String,
        kind: Scale.Kind = .linear,
        range: ClosedRange<Double>? = nil,
        format: @escaping (Double) -> String,
        series: [Series],
        marks: [Mark] = []
    ) {
        self.title = title
        self.explanation = explanation
        self.axisTitle = axisTitle
        self.placeTitle = placeTitle
        self.kind = kind
        self.range = range
        self.format = format
        self.series = series
        self.marks = marks
    }

    package var size: (width: Double, height: Double) { (520, 300) }
    private static let plot = (left: 64.0, right: 504.0, top: 34.0, bottom: 250.0)

    package var legend: [Node] {
        series.map { series in
            tag("b", ["style": "color: \(series.color)"], .text(series.isDashed ? "- - \(series.label)" : series.label))
        }
    }

    private var horizontal: Scale {
        let places = series.flatMap { $0.points.map(\.x) } + marks.map(\.x)
        let low = places.min() ?? 0
        return Scale(
            kind: .linear,
            domain: low...max(places.max() ?? 1, low + 1e-12),
            from: Self.plot.left,
            to: Self.plot.right
        )
    }

    private var vertical: Scale {
        let values = series.flatMap { $0.points.compactMap(\.y) }.filter(\.isFinite)
        let domain: ClosedRange<Double>
        switch kind {
        case .linear:
            domain = range ?? 0...max(values.max() ?? 1, 1e-12)
        case .logarithmic:
            let positive = values.filter { $0 > 0 }
            let (low, high) = (positive.min() ?? 1, positive.max() ?? 10)
            let floor = Double.pow(10, Int(Double.log10(low).rounded(.down)))
            domain = floor...max(Double.pow(10, Int(Double.log10(high).rounded(.up))), floor * 10)
        }
        return Scale(kind: kind, domain: domain, from: Self.plot.bottom, to: Self.plot.top)
    }

    package var drawing: [Node] {
        let (x, y) = (horizontal, vertical)
        var nodes = [text(axisTitle, 0, 12, anchor: "start")]
        nodes += valueAxis(y, from: Self.plot.left, to: Self.plot.right, format: format)
        for tick in x.ticks {
            let place = x.place(tick)
            nodes.append(line(place, Self.plot.bottom, place, Self.plot.bottom + 4, "var(--soft)"))
            nodes.append(
                text(
                    abs(tick) >= 1000 ? Format.count(tick) : Format.plain(tick),
                    place,
                    Self.plot.bottom + 18,
                    anchor: "middle"
                )
            )
        }
        nodes.append(line(Self.plot.left, Self.plot.bottom, Self.plot.right, Self.plot.bottom, "var(--soft)"))
        nodes.append(text(placeTitle, (Self.plot.left + Self.plot.right) / 2, Self.plot.bottom + 40, anchor: "middle"))
        for mark in marks {
            let place = x.place(mark.x)
            nodes.append(line(place, Self.plot.top - 8, place, Self.plot.bottom, mark.color, dash: "2 3"))
            nodes.append(text(mark.label, place, Self.plot.top - 14, anchor: "middle", color: mark.color))
        }
        return nodes + series.flatMap { curve($0, x, y) }
    }

    private func curve(_ series: Series, _ x: Scale, _ y: Scale) -> [Node] {
        var path = ""
        var isDown = false
        for point in series.points {
            guard let value = point.y, value.isFinite else {
                isDown = false
                continue
            }
            let place = y.place(min(max(value, y.domain.lowerBound), y.domain.upperBound))
            path += "\(isDown ? "L" : "M")\(Self.digits(x.place(point.x))) \(Self.digits(place))"
            isDown = true
        }
        var attributes = [
            ("d", path), ("fill", "none"), ("stroke", series.color), ("stroke-width", "1.8"),
            ("stroke-linejoin", "round"),
        ]
        if series.isDashed { attributes.append(("stroke-dasharray", "5 3")) }
        return [.element("path", attributes, [])]
    }
}
