import HeadroomDisplay
import HeadroomFormat

/// Part of the report on surveys about the open answers.
struct ThemesSection {
    let themes: CustomersDocument.Surveys.Themes
    let scale: SurveyScale

    static let title = "Open answers by theme"

    var table: (head: [String], body: [[String]]) {
        (
            ["theme", "answers", "share", "95 % interval", "mean score", scale.rawValue.uppercased()],
            themes.themes.map { theme in
                [
                    theme.name, Format.count(theme.answers), Format.percent(theme.share),
                    "\(Format.percent(theme.low)) to \(Format.percent(theme.high))",
                    theme.meanScore.map { Format.fixed($0, decimals: 1) } ?? "–", theme.value.map(scale.text) ?? "–",
                ]
            }
                + (themes.themes.isEmpty
                    ? []
                    : [
                        [
                            "(other)", Format.count(themes.others),
                            Format.percent(Double(themes.others) / Double(themes.answers)), "–", "–", "–",
                        ]
                    ])
        )
    }

    var sentence: String {
        let count = "\(Format.count(themes.answers)) answer\(themes.answers == 1 ? " has" : "s have") a text"
        guard themes.reason == nil else { return "\(count). There are no themes: \(themes.reason ?? "")." }
        return "\(count). A theme is a group of answers with similar words, named by its most characteristic ones; how "
            + "much of it stays in parts of the answers is \(Format.fixed(themes.stability ?? 0, decimals: 2)) "
            + "(adjusted Rand index, at most 1)."
    }

    /// Theme names with their examples.
    private var examples: [(name: String, texts: [String])] {
        themes.themes.map { ($0.name, $0.examples) } + (themes.listed.isEmpty ? [] : [("All answers", themes.listed)])
    }

    func terminal(width: Int, style: TerminalStyle) -> [String] {
        var lines = ["", style.apply(.bold, Self.title)]
        if !themes.themes.isEmpty { lines += TerminalText.grid(table, width: width, style: style) }
        lines += TerminalText.wrap(sentence, width: width - 2).map { "  " + $0 }
        for (name, texts) in examples {
            lines.append("  \(name):")
            lines += texts.flatMap { TerminalText.wrap("\"\($0)\"", width: width - 6).map { "      " + $0 } }
        }
        return lines
    }

    var markdown: [String] {
        var lines = ["", "### \(Self.title)", ""]
        if !themes.themes.isEmpty { lines += MarkdownTable.lines(table.head, table.body) + [""] }
        lines.append(sentence)
        for (name, texts) in examples { lines += ["", "\(name):", ""] + texts.map { "> \(Self.literal($0))\n" } }
        return lines
    }

    /// A text without the meaning that marks have in Markdown and HTML.
    private static func literal(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            if "\\`*_{}[]<>#|".contains(character) { result.append("\\") }
            result.append(character)
        }
    }

    var page: [Node] {
        var nodes = [tag("h3", [:], .text(Self.title))]
        if !themes.themes.isEmpty { nodes.append(grid(table.head, table.body)) }
        nodes.append(tag("p", [:], .text(sentence)))
        for (name, texts) in examples {
            nodes += [
                tag("p", [:], .text("\(name):")),
                tag("ul", [:], texts.map { tag("li", [:], .text($0)) }),
            ]
        }
        return nodes
    }
}
