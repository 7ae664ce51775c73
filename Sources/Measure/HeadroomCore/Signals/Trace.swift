/// Readings of one signal in a fixed amount of memory: when it is full, neighbours are joined, and from then on each
/// point covers twice the time.
package struct Trace: Sendable, Equatable {
    /// One reading, or several that were joined.
    package struct Point: Sendable, Equatable {
        /// Start of the time that the point covers.
        package var from: Double
        package var at: Double
        /// The mean of a state; the last reading of a counter.
        package var value: Double
        package var highest: Double
        package var count: Int32
    }

    package static let capacity = 1024

    package let isCounter: Bool
    package private(set) var points: [Point] = []
    /// Number of readings for each point.
    private var stride: Int32 = 1

    package init(_ signal: Signal) {
        isCounter = signal.isCounter
    }

    /// Adds a reading, unless it is not later than the last, or not a number.
    package mutating func append(_ reading: Reading) {
        guard reading.value.isFinite, reading.at.isFinite, reading.at > points.last?.at ?? -.infinity else { return }
        let point = Point(
            from: reading.at - reading.periodSeconds,
            at: reading.at,
            value: reading.value,
            highest: reading.value,
            count: 1
        )
        if let last = points.last, last.count < stride {
            points[points.count - 1] = joined(last, point)
            return
        }
        if points.count == Self.capacity {
            points = (0..<Self.capacity / 2).map { joined(points[2 * $0], points[2 * $0 + 1]) }
            stride *= 2
        }
        points.append(point)
    }

    /// Removes older points, and resets to one reading for each point.
    package mutating func forget(before time: Double) {
        // The last reading of a counter before the time is the start of the difference.
        let keep = points.lastIndex { $0.at < time } ?? 0
        points.removeFirst(isCounter ? keep : min(points.count, points.firstIndex { $0.at >= time } ?? points.count))
        if points.count < Self.capacity / 2 { stride = 1 }
    }

    private func joined(_ first: Point, _ second: Point) -> Point {
        let count = first.count + second.count
        let mean = (first.value * Double(first.count) + second.value * Double(second.count)) / Double(count)
        return Point(
            from: first.from,
            at: second.at,
            value: isCounter ? second.value : mean,
            highest: max(first.highest, second.highest),
            count: count
        )
    }
}

// MARK: Figures of a window

extension Trace {
    /// The states that lie completely inside a window, each with the time that it covers.
    ///
    /// A reading that covers a second does not describe a window of half a second, and one that began before the window
    /// also covers the time before it.
    private func inside(_ window: ClosedRange<Double>) -> ArraySlice<Point> {
        let first = points.firstIndex { $0.from >= window.lowerBound } ?? points.endIndex
        let last = points.lastIndex { $0.at <= window.upperBound } ?? -1
        return first <= last ? points[first...last] : []
    }

    /// Distribution of a state over a window; nil without a reading in it.
    package func distribution(in window: ClosedRange<Double>) -> Distribution? {
        guard !isCounter else { return nil }
        let points = inside(window)
        guard !points.isEmpty else { return nil }
        let sum = points.reduce(0) { $0 + $1.value * Double($1.count) }
        let count = points.reduce(0) { $0 + Double($1.count) }
        let sorted = points.map(\.value).sorted()
        return Distribution(
            mean: sum / count,
            p10: sorted[(sorted.count - 1) / 10],
            p90: sorted[(sorted.count - 1) * 9 / 10]
        )
    }

    /// The highest reading of a state in a window.
    package func highest(in window: ClosedRange<Double>) -> Double? {
        isCounter ? nil : inside(window).map(\.highest).max()
    }

    /// The lowest reading of a state in a window, as far as readings were not joined.
    package func lowest(in window: ClosedRange<Double>) -> Double? {
        isCounter ? nil : inside(window).map(\.value).min()
    }

    /// Increase of a counter in a window, interpolated at its ends where there are readings around them.
    ///
    /// - Returns: nil where the readings cover less than four fifths of the window.
    package func rise(in window: ClosedRange<Double>) -> Double? {
        guard isCounter, let start = value(near: window.lowerBound), let end = value(near: window.upperBound) else {
            return nil
        }
        let (length, covered) = (window.upperBound - window.lowerBound, end.at - start.at)
        guard covered > 0, covered >= 0.8 * length else { return nil }
        return (end.value - start.value) * length / covered
    }

    /// Value of a counter at a time, interpolated between the readings around it; else the nearest reading.
    private func value(near time: Double) -> (at: Double, value: Double)? {
        guard let after = points.firstIndex(where: { $0.at >= time }) else {
            return points.last.map { ($0.at, $0.value) }
        }
        guard after > points.startIndex, points[after].at > time else { return (points[after].at, points[after].value) }
        let (before, next) = (points[after - 1], points[after])
        let share = (time - before.at) / (next.at - before.at)
        return (time, before.value + share * (next.value - before.value))
    }
}
