package import HeadroomCore
package import HeadroomDisplay
import HeadroomFormat

/// Comparison as text for the terminal: differences, tables, and the fastest commands.
package enum CompareTerminalReport {
    /// - Parameters:
    ///   - width: columns of the terminal.
    ///   - style: colors and characters that the stream supports.
    package static func render(_ document: CompareDocument, width: Int, style: TerminalStyle) -> String {
        let table = CompareTable(document: document)
        var lines: [String] = []
        let color: TerminalStyle.Attribute = document.differences.isEmpty ? .dim : .yellow
        for line in table.differences { lines += TerminalText.wrap(line, width: width).map { style.apply(color, $0) } }
        for contestant in document.contestants {
            let work = contestant.work
            let parts = [
                work.framework, work.parameters.map { "\(Format.count($0)) parameters" }, work.optimizer,
                work.threads.map { "\($0) threads" },
                work.firstLoss.map { "first loss \(Format.significant($0, digits: 6))" },
            ].compactMap(\.self)
            let text = "  \(contestant.name): \(parts.joined(separator: ", "))"
            lines += TerminalText.wrap(text, width: width).map { style.apply(.dim, $0) }
        }
        for quantity in [CompareTable.throughput] + CompareTable.others where !table.batchSizes.isEmpty {
            lines += ["", style.apply(.bold, quantity.title)] + TerminalText.grid(table.rows(quantity), style: style)
        }
        if !document.findings.isEmpty { lines.append("") }
        for finding in table.findings {
            lines += TerminalText.wrap(finding, width: width).map { style.apply(.green, style.apply(.bold, $0)) }
        }
        for note in document.notes {
            lines += TerminalText.wrap("! \(note)", width: width).map { style.apply(.yellow, $0) }
        }
        lines += TerminalText.wrap(table.place, width: width).map { style.apply(.dim, $0) }
        return lines.map { style.plain($0) + "\n" }.joined()
    }

    /// Text with the fastest commands only.
    package static func brief(_ document: CompareDocument) -> String {
        let findings = CompareTable(document: document).findings
        return (findings.isEmpty ? ["nothing was measured that all of them share"] : findings).joined(separator: "\n")
            + "\n"
    }
}
