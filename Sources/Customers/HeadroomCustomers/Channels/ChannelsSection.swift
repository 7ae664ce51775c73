import HeadroomDisplay
import HeadroomFormat

/// Section of the report on channels: the credit under each rule, with the counts of touches.
struct ChannelsSection {
    let attribution: CustomersDocument.Attribution
    let currency: String

    static let title = "Attribution of channels"

    /// Conversions per channel, with a column for each rule.
    var conversions: (head: [String], body: [[String]]) {
        table { Format.fixed(Double($0.conversions) ?? 0, decimals: 2) }
    }

    /// Value per channel, with a column for each rule.
    var value: (head: [String], body: [[String]]) { table { CustomersTable.grouped($0.value) } }

    /// Cost per conversion of each channel; empty where no spend is known.
    var cost: (head: [String], body: [[String]])? {
        guard attribution.rules.first?.channels.contains(where: { $0.spend != nil }) == true else { return nil }
        var cost = table { $0.cost.map(CustomersTable.grouped) ?? "–" }
        cost.head.insert("spend", at: 1)
        for (index, channel) in (attribution.rules.first?.channels ?? []).enumerated() {
            cost.body[index].insert(channel.spend.map(CustomersTable.grouped) ?? "–", at: 1)
        }
        // The last row is `unattributed`, which has no spend.
        cost.body.removeLast()
        return cost
    }

    private func table(
        _ cell: (CustomersDocument.Attribution.Credit) -> String
    ) -> (head: [String], body: [[String]]) {
        let channels = attribution.rules.first?.channels ?? []
        return (
            ["channel"] + attribution.rules.map { Self.name($0.rule) },
            channels.indices.map { index in
                [channels[index].channel] + attribution.rules.map { cell($0.channels[index]) }
            }
        )
    }

    private static func name(_ rule: AttributionRule) -> String {
        switch rule {
        case .lastNonDirect: "last non-direct"
        case .timeDecay: "time decay"
        case .markov: "Markov"
        case .shapley: "Shapley"
        default: rule.rawValue
        }
    }

    var sentences: [String] {
        let touches = attribution.touches
        var sentences = [
            "\(Format.count(attribution.conversions)) first payment\(attribution.conversions == 1 ? "" : "s") worth \(CustomersTable.grouped(attribution.value)) "
                + "\(currency) a month, \(Format.count(attribution.unattributed)) of them without a touch in the "
                + "\(Format.count(attribution.lookbackDays)) days before. Every rule shares out the same total; none of "
                + "them shows what would have happened without a channel."
        ]
        let left = [
            (touches.beforeWindow, "before the window"), (touches.afterConversion, "after the conversion"),
            (touches.afterPeriod, "behind the last month"),
        ]
        let parts = left.filter { $0.0 > 0 }.map { "\(Format.count($0.0)) \($0.1)" }
        if !parts.isEmpty {
            sentences.append(
                "Of the touches \(Format.count(touches.used)) are used; left out are \(parts.joined(separator: ", "))."
            )
        }
        if touches.withinADayAfter > 0 {
            sentences.append(
                "\(Format.count(touches.withinADayAfter)) of the touches left out came less than a day after the conversion: "
                    + "where starts are dates without a time, those are the touches of that day."
            )
        }
        if !attribution.rules.contains(where: { $0.rule == .markov }) {
            sentences.append("The Markov rule is left out: there are more than 500 channels.")
        }
        return sentences
    }

    private var budget: BudgetSection {
        BudgetSection(budget: attribution.budget, refusals: attribution.budgetRefusals, currency: currency)
    }

    private var tables: [(name: String, rows: (head: [String], body: [[String]]))] {
        [("Conversions", conversions), ("Value (\(currency))", value)]
            + (cost.map { [("Cost of a conversion (\(currency))", $0)] } ?? [])
    }

    func terminal(width: Int, style: TerminalStyle) -> [String] {
        guard !attribution.rules.isEmpty else { return budget.terminal(width: width, style: style) }
        var lines = ["", style.apply(.bold, Self.title)]
        for sentence in sentences { lines += TerminalText.wrap(sentence, width: width - 2).map { "  " + $0 } }
        for (name, rows) in tables {
            lines += ["  " + name] + TerminalText.grid(rows, width: width, style: style)
        }
        return lines + budget.terminal(width: width, style: style)
    }

    var markdown: [String] {
        guard !attribution.rules.isEmpty else { return budget.markdown }
        var lines = ["", "## \(Self.title)", ""] + sentences.flatMap { [$0, ""] }
        for (name, rows) in tables {
            lines += ["### \(name)", ""] + MarkdownTable.lines(rows.head, rows.body) + [""]
        }
        return lines.dropLast() + budget.markdown
    }

    var page: [Node] {
        guard !attribution.rules.isEmpty else { return budget.page }
        return [tag("h2", [:], .text(Self.title))] + sentences.map { tag("p", [:], .text($0)) }
            + tables.flatMap { [tag("h3", [:], .text($0.name)), grid($0.rows.head, $0.rows.body)] } + budget.page
    }
}
