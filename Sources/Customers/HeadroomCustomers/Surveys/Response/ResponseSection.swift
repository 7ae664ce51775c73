import HeadroomDisplay
import HeadroomFormat

/// Part of the report on surveys about who answered and who did not.
struct ResponseSection {
    let response: CustomersDocument.Surveys.Response
    let scale: SurveyScale

    static let title = "Who answered"

    var table: (head: [String], body: [[String]]) {
        (
            ["customers by", "level", "delivered", "answers", "response rate", scale.rawValue.uppercased(), "p"],
            response.traits.flatMap { trait in
                trait.levels.enumerated().map { index, level in
                    [
                        index == 0 ? trait.trait.rawValue : "", level.level, Format.count(level.delivered),
                        Format.count(level.responses), Format.percent(level.responseRate),
                        level.value.map(scale.text) ?? "–",
                        index == 0 ? Format.significant(trait.p, digits: 2) : "",
                    ]
                }
            }
        )
    }

    var sentence: String {
        let start = "In the wave of \(response.month), "
        guard let weighted = response.weighted else {
            return start
                + "those who answered do not differ from those who did not by more than chance may explain, in "
                + response.traits.map(\.trait.rawValue).joined(separator: ", ") + "."
        }
        return start
            + "\(weighted.reason). With each group weighted by its customers, the figure is \(scale.text(weighted.value)) "
            + "(\(scale.text(weighted.low)) to \(scale.text(weighted.high))) in place of \(scale.text(weighted.raw)). Whether those who did not "
            + "answer think like those of their group who did remains unknown."
    }

    func terminal(width: Int, style: TerminalStyle) -> [String] {
        ["", style.apply(.bold, Self.title)] + TerminalText.grid(table, width: width, style: style)
            + TerminalText.wrap(sentence, width: width - 2).map { "  " + $0 }
    }

    var markdown: [String] {
        ["", "### \(Self.title)", ""] + MarkdownTable.lines(table.head, table.body) + ["", sentence]
    }

    var page: [Node] {
        [tag("h3", [:], .text(Self.title)), grid(table.head, table.body), tag("p", [:], .text(sentence))]
    }
}
