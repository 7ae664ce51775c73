import HeadroomFormat

/// Section of the report on surveys, with a row for each wave.
struct SurveysSection {
    let surveys: CustomersDocument.Surveys

    var section: ReportSection {
        let response = surveys.response.map { ResponseSection(response: $0, scale: surveys.scale).blocks }
        let themes = surveys.themes.map { ThemesSection(themes: $0, scale: surveys.scale).blocks }
        return ReportSection(title, [.table(table), .paragraph(sentence)] + (response ?? []) + (themes ?? []))
    }

    private var title: String {
        switch surveys.scale {
        case .nps: "Surveys (NPS)"
        case .csat: "Surveys (CSAT, share of 4 and 5)"
        case .ces: "Surveys (CES, mean of 1 to 7)"
        }
    }

    private var table: ReportSection.Table {
        (
            [
                "wave", "delivered", "answers", "response rate", surveys.scale.rawValue.uppercased(), "95 % interval",
                "change", "z",
            ],
            surveys.waves.map { wave in
                [
                    wave.month, Format.count(wave.delivered), Format.count(wave.responses),
                    FigureText.percent(wave.responseRate), wave.value.map(figure) ?? "–",
                    wave.low.flatMap { low in wave.high.map { "\(figure(low)) to \(figure($0))" } } ?? "–",
                    wave.change.map(change) ?? "–", wave.z.map { Format.fixed($0, decimals: 2) } ?? "–",
                ]
            }
        )
    }

    /// Summary of the last wave.
    private var sentence: String {
        guard let last = surveys.waves.last else { return "" }
        guard let value = last.value else { return "The wave of \(last.month) has no answers." }
        var text = "The wave of \(last.month) comes to \(figure(value))"
        text += last.low.flatMap { low in last.high.map { " (\(figure(low)) to \(figure($0)))" } } ?? ""
        text += " from \(Format.count(last.responses)) answers"
        text += last.low == nil ? "; there is no interval for fewer than 30 answers or equal answers." : "."
        if let p = last.p, let moved = last.change {
            text +=
                p < 0.05
                ? " Its change of \(change(moved)) from the wave before is more than chance explains (p "
                    + "\(Format.significant(p, digits: 2)))."
                : " Its change of \(change(moved)) from the wave before may be chance (p \(Format.significant(p, digits: 2)))."
        }
        return text
    }

    private func figure(_ value: Double) -> String { surveys.scale.text(value) }

    private func change(_ value: Double) -> String {
        let number =
            surveys.scale == .csat ? Format.fixed(100 * value, decimals: 1) + " points" : figure(value)
        return (value > 0 ? "+" : "") + number
    }
}

extension SurveyScale {
    /// A value of the statistic.
    func text(_ value: Double) -> String {
        switch self {
        case .nps: Format.fixed(value, decimals: 1)
        case .csat: Format.accuracy(value)
        case .ces: Format.fixed(value, decimals: 2)
        }
    }
}
