import HeadroomCore

/// What trainings in full say, as lines of text.
enum LearningTerminalReport {
    static func lines(_ learning: SweepDocument.Learning, width: Int, style: TerminalStyle) -> [String] {
        let table = LearningTable(learning: learning)
        func wrap(_ text: String) -> [String] { TerminalReport.wrap(style.plain(text), width: width) }
        var lines = [""]
        if let summary = table.summary { lines += wrap(summary) }
        lines += TerminalReport.grid((table.armsHead, table.armsBody), width: width, style: style)
        for sentence in table.thresholds { lines += wrap(sentence) }
        if !learning.rates.isEmpty {
            lines += ["", table.ratesTitle]
            lines += TerminalReport.grid((table.ratesHead, table.ratesBody), width: width, style: style)
            if let advice = table.ratesAdvice { lines += wrap(advice) }
        }
        for base in table.bases {
            lines.append("")
            lines += wrap(table.remediesTitle(base))
            // Their settings, and where they come from, are on the page.
            let head = Array(table.remediesHead.dropLast(3))
            let body = table.remediesBody(base).map { Array($0.dropLast(3)) }
            lines += TerminalReport.grid((head, body), width: width, style: style)
        }
        if let sharpness = learning.sharpness {
            let table = SharpnessTable(document: sharpness)
            lines.append("")
            lines += TerminalReport.grid((table.head, table.body), width: width, style: style)
            for sentence in [table.finding, table.doubt].compactMap(\.self) + table.reasons {
                lines += wrap(sentence)
            }
        }
        return lines
    }

    static func markdown(_ learning: SweepDocument.Learning) -> [String] {
        let table = LearningTable(learning: learning)
        var lines = grid(table.detailHead, table.detailBody)
        if !learning.rates.isEmpty {
            lines += ["", table.ratesTitle, ""] + grid(table.ratesHead, table.ratesBody)
        }
        for base in table.bases {
            lines += ["", table.remediesTitle(base), ""] + grid(table.remediesHead, table.remediesBody(base))
        }
        return lines + [""] + ([table.summary].compactMap(\.self) + table.thresholds).map { "- \($0)" }
    }

    static func grid(_ head: [String], _ body: [[String]]) -> [String] {
        ["| " + head.joined(separator: " | ") + " |", "|" + head.map { _ in " ---: |" }.joined()]
            + body.map { "| " + $0.joined(separator: " | ") + " |" }
    }
}
