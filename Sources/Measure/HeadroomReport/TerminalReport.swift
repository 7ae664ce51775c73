package import HeadroomCore
package import HeadroomDisplay
import HeadroomFormat

/// Report as text for the terminal: a table, the ceilings, the recommendation.
package enum TerminalReport {
    /// - Parameters:
    ///   - width: columns of the terminal.
    ///   - style: colors and characters that the stream supports.
    package static func render(_ document: SweepDocument, width: Int, style: TerminalStyle) -> String {
        var lines: [String] = []
        if let run = document.watchedRun {
            lines = RunTerminalReport.render(document, run, width: width, style: style)
        } else {
            lines = sweep(document, width: width, style: style)
        }
        if !document.notes.isEmpty { lines.append("") }
        for note in document.notes {
            lines += TerminalText.wrap("! \(note)", width: width).map { style.apply(.yellow, $0) }
        }
        lines += observer(document, width: width).map { style.apply(.dim, $0) }
        return lines.map { style.plain($0) + "\n" }.joined()
    }

    private static func sweep(_ document: SweepDocument, width: Int, style: TerminalStyle) -> [String] {
        var lines: [String] = []
        if !Table.content(of: document).rows.isEmpty { lines += table(document, width: width, style: style) + [""] }
        for failure in Ceiling.failures(of: document) { lines += TerminalText.wrap(failure, width: width) }
        for ceiling in Ceiling.all(of: document) {
            let size = ceiling.batchSize.map { Format.count($0) } ?? "-"
            let head = TerminalText.padded(ceiling.name, to: 8, .left) + TerminalText.padded(size, to: 9, .right) + "  "
            let text = TerminalText.wrap(ceiling.explanation, width: width - head.count)
            for (index, line) in text.enumerated() {
                lines.append(
                    index == 0
                        ? style.apply(.bold, head) + line : String(repeating: " ", count: head.count) + line
                )
            }
        }
        let candidates = CandidateTable(document: document)
        if !candidates.body.isEmpty {
            lines += [""] + TerminalText.grid((candidates.head, candidates.body), width: width, style: style)
        }
        if let learning = document.learning {
            lines += LearningTerminalReport.lines(learning, width: width, style: style)
        }
        if let recommendation = document.recommendation {
            lines.append("")
            lines += TerminalText.wrap(recommendation.why, width: width).map {
                style.apply(.green, style.apply(.bold, $0))
            }
        } else if let reason = document.undecided["recommendation"] {
            lines.append("")
            lines += TerminalText.wrap("Nothing is recommended: \(reason).", width: width).map {
                style.apply(.bold, $0)
            }
        }
        return lines
    }

    private static func table(_ document: SweepDocument, width: Int, style: TerminalStyle) -> [String] {
        let (heads, rows) = Table.content(of: document)
        // The ASCII replacement of a character may be longer than the character.
        let titles = heads.map(style.plain)
        var widths = titles.indices.map { column in
            max(titles[column].count, rows.map { style.plain($0.cells[column]).count }.max() ?? 0)
        }
        // Columns are dropped from the right until the table fits.
        while widths.reduce(0, { $0 + $1 + 2 }) > width, widths.count > 1 { widths.removeLast() }
        let tableWidth = widths.reduce(0) { $0 + $1 + 2 }
        let barWidth = min(24, width - tableWidth - 2)
        let rates = document.points.map(\.samplesPerSecond.value)
        let peak = rates.max() ?? 1

        var lines = [
            style.apply(.dim, zip(titles, widths).map { TerminalText.padded($0, to: $1 + 2, .right) }.joined())
        ]
        for (index, row) in rows.enumerated() {
            let isRecommended = row.batchSize == document.recommendation?.batchSize
            var line = zip(row.cells, widths).map { TerminalText.padded($0, to: $1 + 2, .right) }.joined()
            if isRecommended { line = (style.usesUnicode ? "▸" : ">") + line.dropFirst() }
            if barWidth >= 4, rates.indices.contains(index) {
                let share = peak > 0 ? rates[index] / peak : 0
                line += "  " + style.apply(.cyan, TerminalText.bar(share, width: barWidth, style: style))
            }
            lines.append(isRecommended ? style.apply(.bold, line) : line)
        }
        return lines
    }

    private static func observer(_ document: SweepDocument, width: Int) -> [String] {
        guard let observer = document.observer, observer.wallSeconds > 0 else { return [] }
        let share = observer.cpuSeconds / observer.wallSeconds
        return TerminalText.wrap(
            "\(document.trials.count == 1 ? "one trial" : "\(document.trials.count) trials") in \(Format.seconds(observer.wallSeconds)); watching took "
                + "\(Format.fixed(share * 100, decimals: 2)) % of one CPU and \(Format.bytes(observer.privateMemoryBytes)) "
                + "of memory",
            width: width
        )
    }
}
