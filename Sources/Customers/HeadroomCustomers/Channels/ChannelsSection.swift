import HeadroomFormat

/// Sections on channels: the credit under each rule with the counts of touches, and the budget.
struct ChannelsSection {
    let attribution: CustomersDocument.Attribution
    let currency: String

    /// The attribution, where there are touches, and the budget, where there is advertising.
    var sections: [ReportSection] {
        let budget = BudgetSection(budget: attribution.budget, refusals: attribution.budgetRefusals, currency: currency)
        return [attribution.rules.isEmpty ? nil : credits, budget.section].compactMap { $0 }
    }

    private var credits: ReportSection {
        var blocks: [ReportSection.Block] = sentences.map { .paragraph($0) }
        blocks += [.table(title: "Conversions", conversions), .table(title: "Value (\(currency))", value)]
        if let cost { blocks.append(.table(title: "Cost of a conversion (\(currency))", cost)) }
        return ReportSection("Attribution of channels", blocks)
    }

    /// Conversions per channel, with a column for each rule.
    private var conversions: ReportSection.Table {
        table { Format.fixed(Double($0.conversions) ?? 0, decimals: 2) }
    }

    /// Value per channel, with a column for each rule.
    private var value: ReportSection.Table { table { FigureText.grouped($0.value) } }

    /// Cost per conversion of each channel; empty where no spend is known.
    private var cost: ReportSection.Table? {
        guard attribution.rules.first?.channels.contains(where: { $0.spend != nil }) == true else { return nil }
        var cost = table { $0.cost.map(FigureText.grouped) ?? "–" }
        cost.head.insert("spend", at: 1)
        for (index, channel) in (attribution.rules.first?.channels ?? []).enumerated() {
            cost.body[index].insert(channel.spend.map(FigureText.grouped) ?? "–", at: 1)
        }
        // The last row is `unattributed`, which has no spend.
        cost.body.removeLast()
        return cost
    }

    private func table(
        _ cell: (CustomersDocument.Attribution.Credit) -> String
    ) -> ReportSection.Table {
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

    private var sentences: [String] {
        let touches = attribution.touches
        let isPurchase = attribution.conversionKind == .firstPurchase
        let plural = attribution.conversions == 1 ? "" : "s"
        var sentences = [
            "\(Format.count(attribution.conversions)) first \(isPurchase ? "purchase" : "payment")\(plural) worth "
                + "\(FigureText.grouped(attribution.value)) \(currency)\(isPurchase ? "" : " a month"), "
                + "\(Format.count(attribution.unattributed)) of them without a touch in the "
                + "\(Format.count(attribution.lookbackDays)) days before. Every rule divides the same total; none "
                + "shows what would have happened without a channel."
        ]
        let left = [
            (touches.beforeWindow, "before the window"), (touches.afterConversion, "after the conversion"),
            (touches.afterPeriod, "after the last month"),
        ]
        let parts = left.filter { $0.0 > 0 }.map { "\(Format.count($0.0)) \($0.1)" }
        if !parts.isEmpty {
            sentences.append(
                "Of the touches \(Format.count(touches.used)) are used; left out are \(parts.joined(separator: ", "))."
            )
        }
        if touches.withinADayAfter > 0, !isPurchase {
            sentences.append(
                "\(Format.count(touches.withinADayAfter)) of the touches left out came less than a day after the conversion: "
                    + "where starts are dates without a time, these are the touches of that day."
            )
        }
        if touches.onDayOfConversion > 0 {
            sentences.append(
                "\(Format.count(touches.onDayOfConversion)) of the touches used are of the day of a purchase without a time, "
                    + "and count as before it."
            )
        }
        if !attribution.rules.contains(where: { $0.rule == .markov }) {
            sentences.append("The Markov rule is left out: there are more than 500 channels.")
        }
        return sentences
    }
}
