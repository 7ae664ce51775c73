import HeadroomFormat

/// Chart over time: a line with a filled area, and gaps where there is no reading.
package struct TimeChart: Picture {
    package var title: String
    package var explanation: String
    package var intervalSeconds: Double
    package var values: [Double?]
    /// Upper end of the value axis; nil for the maximum value.
    package var end: Double?
    package var format: (Double) -> String

    package init(
        title: String,
        explanation: String,
        intervalSeconds: Double,
        values: [Double?],
        end: Double? = nil,
        format: @escaping (Double) -> String
    ) {
        self.title = title
        self.explanation = explanation
        self.intervalSeconds = intervalSeconds
        self.values = values
        self.end = end
        self.format = format
    }

    package var size: (width: Double, height: Double) { (520, 200) }
    private static let plot = (left: 64.0, right: 504.0, top: 14.0, bottom: 164.0)

    private var horizontal: Scale {
        let length = max(intervalSeconds * Double(values.count), 1e-9)
        return Scale(kind: .linear, domain: 0...length, from: Self.plot.left, to: Self.plot.right)
    }

    private var vertical: Scale {
        let most = max(values.compactMap(\.self).max() ?? 1, 1e-12)
        let step = Scale.roundStep(most / 4)
        let end = end ?? (most * 1.02 / step).rounded(.up) * step
        return Scale(kind: .linear, domain: 0...end, from: Self.plot.bottom, to: Self.plot.top)
    }

    package var drawing: [Node] {
        let (x, y) = (horizontal, vertical)
        var nodes = valueAxis(y, from: Self.plot.left, to: Self.plot.right, format: format)
        for tick in x.ticks {
            nodes.append(text(Format.seconds(tick), x.place(tick), Self.plot.bottom + 20, anchor: "middle"))
        }
        for stretch in stretches { nodes += curve(stretch, x, y) }
        return nodes
    }

    /// Ranges of consecutive indices that have a value.
    private var stretches: [Range<Int>] {
        var found: [Range<Int>] = []
        for index in values.indices where values[index] != nil {
            if let last = found.last, last.upperBound == index {
                found[found.count - 1] = last.lowerBound..<index + 1
            } else {
                found.append(index..<index + 1)
            }
        }
        return found
    }

    private func curve(_ stretch: Range<Int>, _ x: Scale, _ y: Scale) -> [Node] {
        // Each value holds for its interval: it is drawn from the start of the interval to its end.
        let points = stretch.flatMap { index in
            let value = y.place(min(values[index] ?? 0, y.domain.upperBound))
            return [Double(index), Double(index + 1)].map { (x.place($0 * intervalSeconds), value) }
        }
        guard let first = points.first, let last = points.last else { return [] }
        let path = "M" + points.map { "\(Self.digits($0.0)) \(Self.digits($0.1))" }.joined(separator: "L")
        let bottom = Self.digits(Self.plot.bottom)
        let area = path + "L\(Self.digits(last.0)) \(bottom)L\(Self.digits(first.0)) \(bottom)Z"
        return [
            tag("path", ["d": area, "fill": "var(--band)"]),
            tag("path", ["d": path, "fill": "none", "stroke": "var(--blue)", "stroke-width": "1.8"]),
        ]
    }
}
