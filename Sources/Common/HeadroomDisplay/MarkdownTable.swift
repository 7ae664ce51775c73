/// Markdown table with right-aligned columns.
package enum MarkdownTable {
    package static func lines(_ head: [String], _ body: [[String]]) -> [String] {
        ["| " + head.joined(separator: " | ") + " |", "|" + head.map { _ in " ---: |" }.joined()]
            + body.map { "| " + $0.joined(separator: " | ") + " |" }
    }
}
