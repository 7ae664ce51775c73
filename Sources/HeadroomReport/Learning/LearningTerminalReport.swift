import HeadroomCore

/// What trainings in full say, as lines of text.
enum LearningTerminalReport {
    static func lines(_ learning: SweepDocument.Learning, width: Int, style: TerminalStyle) -> [String] {
        let table = LearningTable(learning: learning)
        var lines = [""]
        if let summary = table.summary { lines += TerminalReport.wrap(summary, width: width) }
        lines += TerminalReport.grid((table.armsHead, table.armsBody), style: style)
        for sentence in table.thresholds { lines += TerminalReport.wrap(sentence, width: width) }
        for base in table.bases {
            lines.append("")
            lines += TerminalReport.wrap(table.remediesTitle(base), width: width)
            // Their settings, and where they come from, are on the page.
            let head = Array(table.remediesHead.dropLast(2))
            let body = table.remediesBody(base).map { Array($0.dropLast(2)) }
            lines += TerminalReport.grid((head, body), style: style)
        }
        if let sharpness = learning.sharpness {
            let table = SharpnessTable(document: sharpness)
            lines.append("")
            lines += TerminalReport.grid((table.head, table.body), style: style)
            for sentence in [table.finding, table.doubt].compactMap(\.self) + table.reasons {
                lines += TerminalReport.wrap(sentence, width: width)
            }
        }
        return lines
    }

    static func markdown(_ learning: SweepDocument.Learning) -> [String] {
        let table = LearningTable(learning: learning)
        var lines = grid(table.detailHead, table.detailBody)
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
