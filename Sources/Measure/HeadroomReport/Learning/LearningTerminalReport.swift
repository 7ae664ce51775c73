import HeadroomCore
import HeadroomDisplay

/// Results of a study as lines of text.
enum LearningTerminalReport {
    static func lines(_ learning: SweepDocument.Learning, width: Int, style: TerminalStyle) -> [String] {
        let table = LearningTable(learning: learning)
        func wrap(_ text: String) -> [String] { TerminalText.wrap(style.plain(text), width: width) }
        var lines = [""]
        if let summary = table.summary { lines += wrap(summary) }
        lines += TerminalText.grid((table.armsHead, table.armsBody), width: width, style: style)
        for sentence in table.thresholds { lines += wrap(sentence) }
        if !learning.rates.isEmpty {
            lines += ["", table.ratesTitle]
            lines += TerminalText.grid((table.ratesHead, table.ratesBody), width: width, style: style)
            if let advice = table.ratesAdvice { lines += wrap(advice) }
        }
        for base in table.bases {
            lines.append("")
            lines += wrap(table.remediesTitle(base))
            // Parameters and sources of the remedies are only in the HTML report.
            let head = Array(table.remediesHead.dropLast(3))
            let body = table.remediesBody(base).map { Array($0.dropLast(3)) }
            lines += TerminalText.grid((head, body), width: width, style: style)
            for note in table.remediesNotes(base) { lines += wrap(note) }
        }
        if let sharpness = learning.sharpness {
            let table = SharpnessTable(document: sharpness)
            lines.append("")
            lines += TerminalText.grid((table.head, table.body), width: width, style: style)
            for sentence in [table.finding, table.caveat].compactMap(\.self) + table.reasons {
                lines += wrap(sentence)
            }
        }
        return lines
    }
}
