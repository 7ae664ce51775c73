/// Markdown table with right-aligned columns.
package enum MarkdownTable {
    package static func lines(_ head: [String], _ body: [[String]]) -> [String] {
        ["| " + head.joined(separator: " | ") + " |", "|" + head.map { _ in " ---: |" }.joined()]
            + body.map { "| " + $0.map(cell).joined(separator: " | ") + " |" }
    }

    /// A bar or a line end in a text would end its cell.
    private static func cell(_ text: String) -> String {
        TerminalText.printable(text).split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}
