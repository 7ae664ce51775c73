import HeadroomFormat

/// Section on the goals: a row and a sentence for each.
struct GoalsSection {
    let goals: [CustomersDocument.GoalProgress]

    var section: ReportSection { ReportSection("Goals", [.table(table), .list(goals.map(sentence))]) }

    private var table: ReportSection.Table {
        (
            ["goal", "by", "target", "now", "expected", "90 % interval", "probability", "on track"],
            goals.map { goal in
                [
                    goal.figure.name, goal.by, Format.count(goal.target), Format.count(goal.current),
                    goal.expected.map { Format.count($0) } ?? "–",
                    goal.low.flatMap { low in goal.high.map { "\(Format.count(low)) to \(Format.count($0))" } } ?? "–",
                    FigureText.percent(goal.probability), goal.isOnTrack.map { $0 ? "yes" : "no" } ?? "–",
                ]
            }
        )
    }

    private func sentence(_ goal: CustomersDocument.GoalProgress) -> String {
        let name = "\(goal.figure.name) of \(Format.count(goal.target)) by \(goal.by)"
        if let refusal = goal.refusal { return "\(name): no forecast, because \(refusal)." }
        guard let expected = goal.expected, let isOnTrack = goal.isOnTrack else { return "\(name): unknown." }
        if goal.levers.isEmpty {
            return "\(name): \(isOnTrack ? "reached" : "missed"), with \(Format.count(expected))."
        }
        if isOnTrack {
            return "\(name): on track; with months like the last twelve it comes to \(Format.count(expected))."
        }
        let ways = goal.levers.compactMap { lever in
            lever.factor.map { "\(lever.lever.name(goal.figure)) \(Format.fixed($0, decimals: 2)) times as large" }
        }
        let missing = "\(name): not on track; with months like the last twelve it comes to \(Format.count(expected))."
        return ways.isEmpty
            ? "\(missing) No part of the growth alone would close the gap."
            : "\(missing) One of these alone would close the gap: \(ways.joined(separator: "; "))."
    }
}

extension Goal.Figure {
    fileprivate var name: String {
        switch self {
        case .mrr: "MRR"
        case .arr: "ARR"
        case .customers: "customers"
        }
    }
}

extension GrowthModel.Lever {
    fileprivate func name(_ figure: Goal.Figure) -> String {
        switch (self, figure) {
        case (.new, .customers): "new customers"
        case (.gained, .customers): "customers who come back"
        case (.lost, .customers): "customers lost"
        case (.new, _): "new revenue"
        case (.gained, _): "expansion and reactivation"
        case (.lost, _): "contraction and churn"
        }
    }
}
