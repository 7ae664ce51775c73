package import HeadroomCore
package import HeadroomDisplay
import HeadroomFormat

/// Sweep over two axes as text for the terminal: the plane, the laws, the recommended point.
package enum PlaneTerminalReport {
    /// - Parameters:
    ///   - width: columns of the terminal.
    ///   - style: colors and characters that the stream supports.
    package static func render(_ document: PlaneDocument, width: Int, style: TerminalStyle) -> String {
        let table = PlaneTable(document: document)
        var lines: [String] = []
        if !document.points.isEmpty {
            lines += TerminalText.wrap(table.legend, width: width).map { style.apply(.dim, $0) }
            lines += grid(table, document, width: width, style: style) + [""]
        }
        for sentence in PlaneLaws(document: document).sentences { lines += TerminalText.wrap(sentence, width: width) }
        if let recommendation = document.recommendation {
            lines.append("")
            lines += TerminalText.wrap(recommendation.why, width: width).map {
                style.apply(.green, style.apply(.bold, $0))
            }
            lines.append("  " + CommandLineText.text(recommendation.command))
        } else if let reason = document.undecided {
            lines += TerminalText.wrap("Nothing is recommended: \(reason).", width: width).map {
                style.apply(.bold, $0)
            }
        }
        if !document.notes.isEmpty { lines.append("") }
        for note in document.notes {
            lines += TerminalText.wrap("! \(note)", width: width).map { style.apply(.yellow, $0) }
        }
        lines += place(document, width: width).map { style.apply(.dim, $0) }
        return lines.map { style.plain($0) + "\n" }.joined()
    }

    /// The plane, with the row of the recommended point in bold.
    private static func grid(
        _ table: PlaneTable,
        _ document: PlaneDocument,
        width: Int,
        style: TerminalStyle
    ) -> [String] {
        let lines = TerminalText.grid(table.content(width: width, style: style), width: width, style: style)
        return zip([nil] + table.rows.map(Optional.some), lines).map { row, line in
            row != nil && row == document.recommendation?.batchSize ? style.apply(.bold, line) : line
        }
    }

    private static func place(_ document: PlaneDocument, width: Int) -> [String] {
        guard let observer = document.observer, observer.wallSeconds > 0 else { return [] }
        let count = document.trials.count
        return TerminalText.wrap(
            "\(count == 1 ? "one trial" : "\(count) trials") in \(Format.seconds(observer.wallSeconds)), for "
                + "\(document.points.count) of \(table(document)) points of the plane",
            width: width
        )
    }

    private static func table(_ document: PlaneDocument) -> String {
        let table = PlaneTable(document: document)
        return Format.count(table.rows.count * table.columns.count)
    }

    /// Text with the recommendation and its command only.
    package static func brief(_ document: PlaneDocument) -> String {
        guard let recommendation = document.recommendation else { return "no recommendation\n" }
        return "\(recommendation.why)\n\(CommandLineText.text(recommendation.command))\n"
    }
}
