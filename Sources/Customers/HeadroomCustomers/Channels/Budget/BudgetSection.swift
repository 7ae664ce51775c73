import HeadroomFormat

/// Section of the report on the budget split, or on the reasons why no budget is split.
struct BudgetSection {
    let budget: CustomersDocument.Budget?
    let refusals: [CustomersDocument.BudgetRefusal]
    let currency: String

    var section: ReportSection? {
        guard budget != nil || !refusals.isEmpty else { return nil }
        return ReportSection(
            "Budget of channels",
            (table.map { [.table($0)] } ?? []) + sentences.map { .paragraph($0) }
        )
    }

    private var table: ReportSection.Table? {
        budget.map { budget in
            (
                [
                    "channel", "today", "proposed", "customers today", "95 % interval", "customers proposed",
                    "next one costs",
                    "carry-over",
                ],
                budget.channels.map { channel in
                    [
                        channel.channel, FigureText.grouped(channel.today),
                        FigureText.grouped(channel.proposed), figure(channel.conversionsToday.value),
                        interval(channel.conversionsToday), figure(channel.conversionsProposed.value),
                        channel.marginalToday.value > 1e-9 ? Format.money(1 / channel.marginalToday.value) : "–",
                        Format.percent(channel.carryOver),
                    ]
                }
            )
        }
    }

    private var sentences: [String] {
        var sentences: [String] = []
        if let budget {
            sentences.append(
                "Of the \(FigureText.grouped(budget.perWeek)) \(currency) a week that these channels have had in the last 13 "
                    + "weeks, the proposed split would bring \(figure(budget.conversionsProposed)) customers a week instead of "
                    + "\(figure(budget.conversionsToday)) (change \(signed(budget.change.value)), 95 % interval "
                    + "\(signed(budget.change.low)) to \(signed(budget.change.high))), under curves fitted to "
                    + "\(Format.count(budget.weeks)) weeks. No channel changes by more than half."
            )
            if budget.change.low <= 0 {
                sentences.append("The interval reaches 0: the weeks do not show that the split is better than today's.")
            }
        }
        for refusal in refusals {
            sentences.append(
                refusal.channel.map { "\($0) is left out: \(refusal.reason.text)." }
                    ?? "No budget is split: \(refusal.reason.text)."
            )
        }
        return sentences
    }

    private func figure(_ value: Double) -> String { Format.fixed(value, decimals: 2) }
    private func signed(_ value: Double) -> String { (value > 0 ? "+" : "") + figure(value) }

    private func interval(_ estimate: CustomersDocument.Budget.Estimate) -> String {
        "\(figure(estimate.low)) to \(figure(estimate.high))"
    }
}
