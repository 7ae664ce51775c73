package import HeadroomCore

/// What a person sees at the end: a table, the three ceilings, the recommendation.
package enum TerminalReport {
    /// - Parameters:
    ///   - width: columns of the terminal.
    ///   - style: what the stream can show.
    package static func render(_ document: SweepDocument, width: Int, style: TerminalStyle) -> String {
        var lines: [String] = []
        if let run = document.watchedRun {
            lines = RunTerminalReport.render(document, run, width: width, style: style)
        } else {
            lines = sweep(document, width: width, style: style)
        }
        if !document.notes.isEmpty { lines.append("") }
        for note in document.notes { lines += wrap("! \(note)", width: width).map { style.apply(.yellow, $0) } }
        lines += observer(document, width: width).map { style.apply(.dim, $0) }
        return lines.map { style.plain($0) + "\n" }.joined()
    }

    private static func sweep(_ document: SweepDocument, width: Int, style: TerminalStyle) -> [String] {
        var lines: [String] = []
        if !Table.content(of: document).rows.isEmpty { lines += table(document, width: width, style: style) + [""] }
        for failure in Ceiling.failures(of: document) { lines += wrap(failure, width: width) }
        for ceiling in Ceiling.all(of: document) {
            let size = ceiling.batchSize.map { Format.count($0) } ?? "-"
            let head = padded(ceiling.name, to: 8, .left) + padded(size, to: 9, .right) + "  "
            let text = wrap(ceiling.explanation, width: width - head.count)
            for (index, line) in text.enumerated() {
                lines.append(
                    index == 0
                        ? style.apply(.bold, head) + line : String(repeating: " ", count: head.count) + line
                )
            }
        }
        let candidates = CandidateTable(document: document)
        if !candidates.body.isEmpty {
            lines += [""] + grid((candidates.head, candidates.body), width: width, style: style)
        }
        if let learning = document.learning {
            lines += LearningTerminalReport.lines(learning, width: width, style: style)
        }
        if let recommendation = document.recommendation {
            lines.append("")
            lines += wrap(recommendation.why, width: width).map { style.apply(.green, style.apply(.bold, $0)) }
        } else if let reason = document.undecided["recommendation"] {
            lines.append("")
            lines += wrap("Nothing is recommended: \(reason).", width: width).map { style.apply(.bold, $0) }
        }
        return lines
    }

    private static func table(_ document: SweepDocument, width: Int, style: TerminalStyle) -> [String] {
        let (heads, rows) = Table.content(of: document)
        // What stands for a sign that the terminal does not have may be longer than the sign.
        let titles = heads.map(style.plain)
        var widths = titles.indices.map { column in
            max(titles[column].count, rows.map { style.plain($0.cells[column]).count }.max() ?? 0)
        }
        // Columns from the right are left out until it fits.
        while widths.reduce(0, { $0 + $1 + 2 }) > width, widths.count > 1 { widths.removeLast() }
        let tableWidth = widths.reduce(0) { $0 + $1 + 2 }
        let barWidth = min(24, width - tableWidth - 2)
        let rates = document.points.map(\.samplesPerSecond.value)
        let peak = rates.max() ?? 1

        var lines = [
            style.apply(.dim, zip(titles, widths).map { padded($0, to: $1 + 2, .right) }.joined())
        ]
        for (index, row) in rows.enumerated() {
            var line = zip(row.cells, widths).map { padded($0, to: $1 + 2, .right) }.joined()
            if barWidth >= 4, rates.indices.contains(index) {
                let share = peak > 0 ? rates[index] / peak : 0
                line += "  " + style.apply(.cyan, bar(share, width: barWidth, style: style))
            }
            lines.append(row.batchSize == document.recommendation?.batchSize ? style.apply(.bold, line) : line)
        }
        return lines
    }

    /// A bar of eighths of a column, or of whole ones where there are only ASCII letters.
    static func bar(_ share: Double, width: Int, style: TerminalStyle) -> String {
        guard style.usesUnicode else { return String(repeating: "#", count: Int((share * Double(width)).rounded())) }
        let eighths = Int((share * Double(width) * 8).rounded())
        let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
        return String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
    }

    private static func observer(_ document: SweepDocument, width: Int) -> [String] {
        guard let observer = document.observer, observer.wallSeconds > 0 else { return [] }
        let share = observer.cpuSeconds / observer.wallSeconds
        return wrap(
            "\(document.trials.count == 1 ? "one trial" : "\(document.trials.count) trials") in \(Format.seconds(observer.wallSeconds)); watching took "
                + "\(Format.fixed(share * 100, decimals: 2)) % of one CPU and \(Format.bytes(observer.privateMemoryBytes)) "
                + "of memory",
            width: width
        )
    }

    enum Side { case left, right }

    static func padded(_ text: String, to width: Int, _ side: Side) -> String {
        let space = String(repeating: " ", count: max(0, width - text.count))
        return side == .left ? text + space : space + text
    }

    /// A table with its columns to the right, without rules.
    ///
    /// - Parameter width: columns from the right are left out until it fits; nil for all of them.
    static func grid(
        _ rows: (head: [String], body: [[String]]),
        width: Int? = nil,
        style: TerminalStyle
    ) -> [String] {
        // What stands for a sign that the terminal does not have may be longer than the sign.
        let rows = (head: rows.head.map(style.plain), body: rows.body.map { $0.map(style.plain) })
        var widths = rows.head.indices.map { column in
            ([rows.head] + rows.body).map { $0[column].count }.max() ?? 0
        }
        while let width, widths.reduce(0, { $0 + $1 + 2 }) > width, widths.count > 1 { widths.removeLast() }
        func line(_ cells: [String]) -> String {
            zip(cells, widths).map { padded($0, to: $1 + 2, .right) }.joined()
        }
        return [style.apply(.dim, line(rows.head))] + rows.body.map(line)
    }

    /// Text in lines of at most `width` columns, broken between words, and inside those that are longer than a line.
    static func wrap(_ text: String, width: Int) -> [String] {
        let width = max(20, width)
        var lines = [""]
        for word in printable(text).split(separator: " ") {
            var rest = word
            if !lines[lines.count - 1].isEmpty {
                if lines[lines.count - 1].count + 1 + rest.count <= width {
                    lines[lines.count - 1] += " " + rest
                    continue
                }
                lines.append("")
            }
            while rest.count > width {
                lines[lines.count - 1] = String(rest.prefix(width))
                lines.append("")
                rest = rest.dropFirst(width)
            }
            lines[lines.count - 1] = String(rest)
        }
        return lines
    }

    /// What a training wrote must not steer the terminal.
    static func printable(_ text: String) -> String {
        String(text.unicodeScalars.map { $0.value < 32 || (127..<160).contains($0.value) ? " " : Character($0) })
    }
}
