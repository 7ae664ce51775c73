import HeadroomFormat

/// Section of the report on ideal customers: the rules of the model, or the reason for its refusal.
struct LookalikeSection {
    let lookalike: CustomersDocument.Segments.Lookalike?
    let reason: String?
    let currency: String

    /// Area under the ROC curve below which a model is called weak.
    private static let weakArea = 0.6

    var section: ReportSection? {
        guard lookalike != nil || reason != nil else { return nil }
        return ReportSection("Ideal customers", (table.map { [.table($0)] } ?? []) + sentences.map { .paragraph($0) })
    }

    private var table: ReportSection.Table? {
        guard let lookalike, !lookalike.rules.isEmpty else { return nil }
        return (
            ["rule", "share of customers", "lift", "95 % interval"],
            lookalike.rules.map { rule in
                [
                    rule.conditions.joined(separator: " and "), Format.percent(rule.share),
                    Format.fixed(rule.lift, decimals: 2),
                    "\(Format.fixed(rule.low, decimals: 2)) to \(Format.fixed(rule.high, decimals: 2))",
                ]
            }
        )
    }

    private var sentences: [String] {
        guard let lookalike else { return reason.map { ["No model of ideal customers: \($0)."] } ?? [] }
        func text(_ area: CustomersDocument.Segments.Lookalike.Accuracy) -> String {
            "\(Format.fixed(area.value, decimals: 3)) ± \(Format.fixed(1.96 * area.standardError, decimals: 3))"
        }
        var sentences = [
            "An ideal customer is worth \(FigureText.grouped(lookalike.leastValue)) \(currency) or more after the snapshot: "
                + "\(Format.percent(lookalike.idealShare)) of \(Format.count(lookalike.customersHeldOut)) customers held out. Their "
                + "markers and first 30 days predict them with an area under the ROC curve of "
                + "\(text(lookalike.areaUnderCurve)) (0.5 is chance)"
                + (lookalike.areaUnderCurveOfMarkers.map { ", the markers alone with \(text($0))." } ?? ".")
        ]
        if lookalike.areaUnderCurve.value < Self.weakArea {
            sentences.append(
                "The model is weak: most ideal customers cannot be distinguished from the others by their first 30 days."
            )
        }
        for marker in lookalike.leftOut {
            sentences.append(
                "The column '\(marker)' is left out: by itself it predicts the ideal customers, so it was probably written later."
            )
        }
        if lookalike.rules.isEmpty {
            sentences.append("No simple rule is confirmed on the customers held out.")
        } else {
            sentences.append(
                "The lift is the share of ideal customers among those who meet the rule, divided by that among all, on the "
                    + "customers held out."
            )
        }
        return sentences
    }
}
