import HeadroomDisplay

/// Section of the report: a title and its contents, from which each form of the report is written.
struct ReportSection {
    typealias Table = (head: [String], body: [[String]])

    enum Block {
        case paragraph(String)
        case list([String])
        /// A list of items with titles.
        case points([(title: String, text: String)])
        /// Texts of customers, verbatim.
        case quotes(title: String, [String])
        /// Problems of the data.
        case warnings([String])
        case table(title: String? = nil, Table)
        /// Charts and other nodes, in the page only.
        case pictures([Node])
    }

    var title: String
    var blocks: [Block]

    init(_ title: String, _ blocks: [Block]) {
        self.title = title
        self.blocks = blocks
    }

    func terminal(width: Int, style: TerminalStyle) -> [String] {
        [style.apply(.bold, title)]
            + blocks.flatMap { block -> [String] in
                switch block {
                case .paragraph(let text): TerminalText.wrap(text, width: width - 2).map { "  " + $0 }
                case .list(let items): items.flatMap { Self.item($0, mark: "-", width: width) }
                case .points(let items):
                    items.flatMap { Self.item("\($0.title): \($0.text)", mark: "-", width: width) }
                case .quotes(let title, let texts):
                    ["  \(title):"]
                        + texts.flatMap { TerminalText.wrap("\"\($0)\"", width: width - 6).map { "      " + $0 } }
                case .warnings(let items):
                    items.flatMap { Self.item($0, mark: "!", width: width) }.map { style.apply(.yellow, $0) }
                case .table(let title, let table):
                    (title.map { ["  " + $0] } ?? []) + Self.lines(of: table, width: width, style: style)
                case .pictures: []
                }
            }
    }

    /// A table, with a line on the columns that do not fit into the width.
    private static func lines(of table: Table, width: Int, style: TerminalStyle) -> [String] {
        let lines = TerminalText.grid(table, width: width, style: style)
        let left = table.head.dropFirst(TerminalText.columnCount(table, width: width, style: style))
        guard !left.isEmpty else { return lines }
        let note = "Too wide for \(width) columns: \(left.joined(separator: ", "))."
        return lines + TerminalText.wrap(note, width: width - 2).map { style.apply(.dim, "  " + $0) }
    }

    /// A list item with its mark, indented by 2.
    private static func item(_ text: String, mark: String, width: Int) -> [String] {
        TerminalText.wrap(text, width: width - 4).enumerated().map {
            ($0.offset == 0 ? "  \(mark) " : "    ") + $0.element
        }
    }

    var markdown: [String] {
        ["## \(title)"]
            + blocks.flatMap { block -> [String] in
                switch block {
                case .paragraph(let text): ["", text]
                case .list(let items), .warnings(let items): items.isEmpty ? [] : [""] + items.map { "- \($0)" }
                case .points(let items): [""] + items.map { "- **\($0.title)**: \($0.text)" }
                case .quotes(let title, let texts):
                    ["", "\(title):"] + texts.flatMap { ["", "> \(Self.literal($0))"] }
                case .table(let title, let table):
                    (title.map { ["", "### \($0)"] } ?? []) + [""] + MarkdownTable.lines(table.head, table.body)
                case .pictures: []
                }
            }
    }

    /// A text with the special characters of Markdown and HTML escaped.
    private static func literal(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            if "\\`*_{}[]<>#|".contains(character) { result.append("\\") }
            result.append(character)
        }
    }

    var page: [Node] {
        [tag("h2", [:], .text(title))]
            + blocks.flatMap { block -> [Node] in
                switch block {
                case .paragraph(let text): [tag("p", [:], .text(text))]
                case .list(let items): Self.list(items, [:])
                case .points(let items):
                    [
                        tag(
                            "ul",
                            [:],
                            items.map {
                                tag("li", [:], tag("strong", [:], .text($0.title + ".")), .text(" " + $0.text))
                            }
                        )
                    ]
                case .quotes(let title, let texts):
                    [tag("p", [:], .text("\(title):"))] + Self.list(texts, [:])
                case .warnings(let items): Self.list(items, ["class": "notes"])
                case .table(let title, let table):
                    (title.map { [tag("h3", [:], .text($0))] } ?? []) + [grid(table.head, table.body)]
                case .pictures(let nodes): nodes
                }
            }
    }

    private static func list(_ items: [String], _ attributes: KeyValuePairs<String, String>) -> [Node] {
        items.isEmpty ? [] : [tag("ul", attributes, items.map { tag("li", [:], .text($0)) })]
    }
}
