import HeadroomCore
import HeadroomDisplay

/// Results of a study in Markdown.
enum LearningMarkdownReport {
    static func lines(_ learning: SweepDocument.Learning) -> [String] {
        let table = LearningTable(learning: learning)
        var lines = MarkdownTable.lines(table.detailHead, table.detailBody)
        if !learning.rates.isEmpty {
            lines += ["", table.ratesTitle, ""] + MarkdownTable.lines(table.ratesHead, table.ratesBody)
        }
        for base in table.bases {
            lines +=
                ["", table.remediesTitle(base), ""] + MarkdownTable.lines(table.remediesHead, table.remediesBody(base))
            let notes = table.remediesNotes(base)
            if !notes.isEmpty { lines += ["", notes.joined(separator: " ")] }
        }
        return lines + [""] + ([table.summary].compactMap(\.self) + table.thresholds).map { "- \($0)" }
    }
}
