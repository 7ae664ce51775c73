import HeadroomFormat

/// Part of the section on surveys that compares customers who answered with those who did not.
struct ResponseSection {
    let response: CustomersDocument.Surveys.Response
    let scale: SurveyScale

    /// A sentence, and a table where the response rates differ.
    var blocks: [ReportSection.Block] {
        (response.weighted == nil ? [] : [.table(title: "Who answered", table)]) + [.paragraph(sentence)]
    }

    private var table: ReportSection.Table {
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

    private var sentence: String {
        let start = "In the wave of \(response.month), "
        guard let weighted = response.weighted else {
            return start
                + "those who answered do not differ from those who did not by more than chance may explain, in "
                + response.traits.map(\.trait.rawValue).joined(separator: ", ") + "."
        }
        return start
            + "\(weighted.reason). With each group weighted by its customers, the figure is \(scale.text(weighted.value)) "
            + "(\(scale.text(weighted.low)) to \(scale.text(weighted.high))) instead of \(scale.text(weighted.raw)). This does not correct for "
            + "differences between those of a group who answered and those who did not."
    }
}
