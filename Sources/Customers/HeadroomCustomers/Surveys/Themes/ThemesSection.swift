import HeadroomFormat

/// Part of the section on surveys about open answers.
struct ThemesSection {
    let themes: CustomersDocument.Surveys.Themes
    let scale: SurveyScale

    var blocks: [ReportSection.Block] {
        (themes.themes.isEmpty ? [] : [.table(title: "Open answers by theme", table)])
            + [.paragraph(sentence)] + (shifts.isEmpty ? [] : [.list(shifts)])
            + examples.map { .quotes(title: $0.name, $0.texts) }
    }

    private var table: ReportSection.Table {
        (
            ["theme", "answers", "share", "95 % interval", "mean score", scale.rawValue.uppercased(), "last wave"],
            themes.themes.map { theme in
                [
                    theme.name, Format.count(theme.answers), Format.percent(theme.share),
                    "\(Format.percent(theme.low)) to \(Format.percent(theme.high))",
                    theme.meanScore.map { Format.fixed($0, decimals: 1) } ?? "–", theme.value.map(scale.text) ?? "–",
                    FigureText.percent(theme.lastWave?.share),
                ]
            }
                + (themes.themes.isEmpty
                    ? []
                    : [
                        [
                            "(other)", Format.count(themes.others),
                            Format.percent(Double(themes.others) / Double(themes.answers)), "–", "–", "–", "–",
                        ]
                    ])
        )
    }

    /// Themes whose share in the last wave differs from that before.
    private var shifts: [String] {
        themes.themes.compactMap { theme in
            guard let shift = theme.lastWave, shift.low > 0 || shift.high < 0 else { return nil }
            return
                "\"\(theme.name)\" \(shift.change > 0 ? "rose" : "fell") from \(Format.percent(shift.before)) of the answers "
                + "before to \(Format.percent(shift.share)) in the last wave."
        }
    }

    private var sentence: String {
        let count = "\(Format.count(themes.answers)) answer\(themes.answers == 1 ? " has" : "s have") a text"
        guard themes.reason == nil else { return "\(count). There are no themes: \(themes.reason ?? "")." }
        return "\(count). A theme is a group of answers with similar words, named by its most characteristic words. "
            + "The stability of the themes in parts of the answers is \(Format.fixed(themes.stability ?? 0, decimals: 2)) "
            + "(adjusted Rand index, at most 1)."
    }

    /// Theme names with their examples.
    private var examples: [(name: String, texts: [String])] {
        themes.themes.map { ($0.name, $0.examples) } + (themes.listed.isEmpty ? [] : [("All answers", themes.listed)])
    }
}
