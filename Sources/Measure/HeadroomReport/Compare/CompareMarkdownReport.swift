package import HeadroomCore
import HeadroomDisplay

/// Comparison of commands in Markdown, for an issue or a page.
package enum CompareMarkdownReport {
    package static func render(_ document: CompareDocument) -> String {
        let table = CompareTable(document: document)
        var lines = table.findings.map { "**\($0)**" } + [""] + table.differences.map { "- \($0)" }
        lines += document.contestants.map { "- \($0.name): `\($0.command.replacing("`", with: "'"))`" }
        lines += document.notes.map { "- \($0)" }
        for quantity in [CompareTable.throughput] + CompareTable.others {
            let rows = table.rows(quantity)
            lines += ["", "### \(quantity.title)", ""] + MarkdownTable.lines(rows.head, rows.body)
        }
        return (lines + ["", table.place]).joined(separator: "\n") + "\n"
    }
}
