import HeadroomCore
import HeadroomDisplay
import HeadroomFormat

/// Table of a plane: a row for each value of the first axis, a column for each of the second.
struct PlaneTable {
    let document: PlaneDocument

    /// A cell of the table.
    enum Cell: Equatable {
        case measured(PlaneDocument.Point, isRecommended: Bool)
        /// The throughput that the law expects, in points per second.
        case expected(Double)
        case outOfMemory
        case failed
        /// More samples in a step than there are.
        case beyondData
        case unknown
    }

    var first: String { document.axes.first?.name ?? "" }
    var second: String { document.axes.last?.name ?? "" }

    /// Values of the first axis that a trial or the grid has.
    var rows: [Int] {
        Set((document.axes.first?.values ?? []) + document.trials.compactMap(\.trial.batchSize)).sorted()
    }
    var columns: [Int] { document.axes.last?.values ?? [] }

    func cell(_ batchSize: Int, _ other: Int) -> Cell {
        let place = PlanePoint(batchSize: batchSize, other: other)
        let outcomes = document.trials.filter { $0.other == other && $0.trial.batchSize == batchSize }
            .map(\.trial.outcome)
        if outcomes.contains(.outOfMemory) { return .outOfMemory }
        if outcomes.contains(.failed) { return .failed }
        if let point = document.points.first(where: { $0.place == place }) {
            return .measured(point, isRecommended: document.recommendation?.place == place)
        }
        if batchSize > document.trainingSamples ?? .max { return .beyondData }
        if isBeyondMemory(place) { return .outOfMemory }
        return document.time.flatMap { $0.pointsPerSecond(at: place) }.map { .expected($0) } ?? .unknown
    }

    /// Whether a smaller step ran out of memory.
    private func isBeyondMemory(_ place: PlanePoint) -> Bool {
        document.trials.contains {
            $0.trial.outcome == .outOfMemory && $0.other <= place.other
                && $0.trial.batchSize ?? .max <= place.batchSize
        }
    }

    func text(_ cell: Cell) -> String {
        switch cell {
        case .measured(let point, let isRecommended):
            Format.rate(point.pointsPerSecond.value) + (isRecommended ? " *" : "")
        case .expected(let rate): "(\(Format.rate(rate)))"
        case .outOfMemory: "memory"
        case .failed: "fails"
        case .beyondData: "data"
        case .unknown: "-"
        }
    }

    /// Column names and rows, as text.
    var content: (head: [String], body: [[String]]) { content(of: columns) }

    private func content(of columns: [Int]) -> (head: [String], body: [[String]]) {
        (
            ["\(first) \\ \(second)"] + columns.map { Format.count($0) },
            rows.map { row in [Format.count(row)] + columns.map { text(cell(row, $0)) } }
        )
    }

    /// The content that fits into a terminal: columns without a measured point are left out first, and that of the
    /// recommended one never.
    func content(width: Int, style: TerminalStyle) -> (head: [String], body: [[String]]) {
        var shown = columns
        while shown.count > 1, TerminalText.columnCount(content(of: shown), width: width, style: style) <= shown.count {
            let unmeasured = shown.firstIndex { column in !document.points.contains { $0.other == column } }
            let other = shown.firstIndex { $0 != document.recommendation?.other }
            shown.remove(at: unmeasured ?? other ?? 0)
        }
        return content(of: shown)
    }

    /// The legend of the table.
    var legend: String {
        let cells = rows.flatMap { row in columns.map { cell(row, $0) } }
        let parts = [
            document.recommendation == nil ? nil : "* recommended",
            cells.contains { if case .expected = $0 { true } else { false } }
                ? "(..) by the time law, not measured" : nil,
            cells.contains(.outOfMemory) ? "memory: runs out of it, or a smaller step does" : nil,
            cells.contains(.beyondData) ? "data: more \(first) than there are" : nil,
            cells.contains(.failed) ? "fails: the command ended with an error" : nil,
        ].compactMap(\.self)
        return "points/s (\(first) × \(second) a second)" + parts.map { "; \($0)" }.joined()
    }
}

extension PlaneDocument.TimeLaw {
    /// Throughput by the law; nil where it has no time.
    func pointsPerSecond(at point: PlanePoint) -> Double? {
        let (samples, points) = (Double(point.batchSize), Double(point.points))
        let seconds = fixedSeconds + secondsPerSample * samples + secondsPerPoint * points
        return seconds > 0 ? points / seconds : nil
    }
}
