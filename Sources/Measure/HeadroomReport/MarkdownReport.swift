package import HeadroomCore
import HeadroomDisplay
import HeadroomFormat

/// Table and conclusions in Markdown, for an issue or a page.
package enum MarkdownReport {
    package static func render(_ document: SweepDocument) -> String {
        var lines: [String] = []
        if let recommendation = document.recommendation { lines += ["**\(recommendation.why)**", ""] }
        let (titles, rows) = Table.content(of: document)
        if !rows.isEmpty {
            let cells = rows.map { row in
                row.batchSize == document.recommendation?.batchSize
                    ? ["**\(row.cells[0])**"] + row.cells.dropFirst() : row.cells
            }
            lines += MarkdownTable.lines(titles, cells) + [""]
        }
        for ceiling in Ceiling.all(of: document) {
            let size = ceiling.batchSize.map { "**\(Format.count($0))**, " } ?? ""
            lines.append("- \(ceiling.name): \(size)\(ceiling.explanation)")
        }
        let candidates = CandidateTable(document: document)
        if !candidates.body.isEmpty {
            lines += [""] + MarkdownTable.lines(candidates.head, candidates.body)
        }
        if let learning = document.learning { lines += [""] + LearningMarkdownReport.lines(learning) }
        for failure in Ceiling.failures(of: document) { lines.append("- \(failure)") }
        for note in document.notes { lines.append("- \(note)") }
        lines += ["", "`\(document.command.joined(separator: " ").replacing("`", with: "'"))`"]
        lines.append("on \(document.machine.devices.joined(separator: ", ")), \(document.startedAt)")
        return lines.joined(separator: "\n") + "\n"
    }
}
