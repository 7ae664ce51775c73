import HeadroomCore

/// What trainings in full say, as lines of text.
enum LearningTerminalReport {
    static func lines(_ learning: SweepDocument.Learning, width: Int, style: TerminalStyle) -> [String] {
        let table = LearningTable(learning: learning)
        var lines = [""]
        if let summary = table.summary { lines += TerminalReport.wrap(summary, width: width) }
        lines += TerminalReport.grid((table.armsHead, table.armsBody), style: style)
        for sentence in table.thresholds { lines += TerminalReport.wrap(sentence, width: width) }
        if !learning.remedies.isEmpty {
            let size = learning.remedies.first.map { Format.count($0.batchSize) } ?? ""
            lines.append("")
            lines += TerminalReport.wrap(
                "Remedies at a batch size of \(size), each alone: what it gained, and how much of the loss that is",
                width: width
            )
            // Where they come from is on the page.
            let head = Array(table.remediesHead.dropLast())
            let body = learning.remedies.map(\.name).enumerated().map { index, name in
                [name] + table.remediesBody[index].dropFirst().dropLast()
            }
            lines += TerminalReport.grid((head, body), style: style)
        }
        if let sharpness = learning.sharpness {
            let table = SharpnessTable(document: sharpness)
            lines.append("")
            lines += TerminalReport.grid((table.head, table.body), style: style)
            for sentence in [table.finding].compactMap(\.self) + table.reasons {
                lines += TerminalReport.wrap(sentence, width: width)
            }
        }
        return lines
    }

    static func markdown(_ learning: SweepDocument.Learning) -> [String] {
        let table = LearningTable(learning: learning)
        var lines = grid(table.detailHead, table.detailBody)
        if !learning.remedies.isEmpty { lines += [""] + grid(table.remediesHead, table.remediesBody) }
        return lines + [""] + ([table.summary].compactMap(\.self) + table.thresholds).map { "- \($0)" }
    }

    private static func grid(_ head: [String], _ body: [[String]]) -> [String] {
        ["| " + head.joined(separator: " | ") + " |", "|" + head.map { _ in " ---: |" }.joined()]
            + body.map { "| " + $0.joined(separator: " | ") + " |" }
    }
}
