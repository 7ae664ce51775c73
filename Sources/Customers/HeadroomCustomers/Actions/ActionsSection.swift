/// Section on suggestions, with the reason and the worth of each.
struct ActionsSection {
    let suggestions: [CustomersDocument.Suggestion]
    let currency: String

    var section: ReportSection? {
        suggestions.isEmpty
            ? nil
            : ReportSection(
                "What to do first",
                [.points(suggestions.map { ($0.title, text($0)) }), .paragraph(Self.basis)]
            )
    }

    private func text(_ suggestion: CustomersDocument.Suggestion) -> String {
        let worth = suggestion.worth.map {
            " Worth about \(Action.amount(Double($0) ?? 0, currency)) in the next 12 months."
        }
        return suggestion.reason + (worth ?? "")
    }

    private static let basis =
        "Amounts assume that the next 12 months are like the mean of the last 12. They rank the suggestions, and do not show "
        + "that one works."
}
