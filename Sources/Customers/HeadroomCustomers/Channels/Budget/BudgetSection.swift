import HeadroomDisplay
import HeadroomFormat

/// Section of the report on the budget split, or on the reasons there is none.
struct BudgetSection {
    let budget: CustomersDocument.Budget?
    let refusals: [CustomersDocument.BudgetRefusal]
    let currency: String

    static let title = "Budget of channels"

    var table: (head: [String], body: [[String]])? {
        budget.map { budget in
            (
                [
                    "channel", "today", "proposed", "customers today", "95 % interval", "customers proposed",
                    "next one costs",
                    "carry-over",
                ],
                budget.channels.map { channel in
                    [
                        channel.channel, CustomersTable.grouped(channel.today),
                        CustomersTable.grouped(channel.proposed), figure(channel.conversionsToday.value),
                        interval(channel.conversionsToday), figure(channel.conversionsProposed.value),
                        channel.marginalToday.value > 1e-9 ? Format.money(1 / channel.marginalToday.value) : "–",
                        Format.percent(channel.carryOver),
                    ]
                }
            )
        }
    }

    var sentences: [String] {
        var sentences: [String] = []
        if let budget {
            sentences.append(
                "Of the \(CustomersTable.grouped(budget.perWeek)) \(currency) a week that these channels have had in the last 13 "
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

    private var isEmpty: Bool { budget == nil && refusals.isEmpty }

    func terminal(width: Int, style: TerminalStyle) -> [String] {
        guard !isEmpty else { return [] }
        return ["", style.apply(.bold, Self.title)]
            + (table.map { TerminalText.grid($0, width: width, style: style) } ?? [])
            + sentences.flatMap { TerminalText.wrap($0, width: width - 2).map { "  " + $0 } }
    }

    var markdown: [String] {
        guard !isEmpty else { return [] }
        return ["", "## \(Self.title)", ""]
            + (table.map { MarkdownTable.lines($0.head, $0.body) + [""] } ?? []) + sentences.map { "- \($0)" }
    }

    var page: [Node] {
        guard !isEmpty else { return [] }
        return [tag("h2", [:], .text(Self.title))] + (table.map { [grid($0.head, $0.body)] } ?? [])
            + sentences.map { tag("p", [:], .text($0)) }
    }
}
