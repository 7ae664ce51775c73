/// A table in Markdown, its columns aligned to the right.
package enum MarkdownTable {
    package static func lines(_ head: [String], _ body: [[String]]) -> [String] {
        ["| " + head.joined(separator: " | ") + " |", "|" + head.map { _ in " ---: |" }.joined()]
            + body.map { "| " + $0.joined(separator: " | ") + " |" }
    }
}
