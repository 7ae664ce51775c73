import HeadroomFormat

extension Action {
    /// The suggestion in a few words.
    var title: String {
        switch reason {
        case .dataSetAside(let file, _): "Repair \(file) first"
        case .growth(.new, _): "Win more new customers"
        case .growth(.gained, _): "Sell more to existing customers"
        case .growth(.lost, _): "Lose less revenue"
        case .costlyChannel(let name, _, _, _): "Spend less on \(name)"
        case .risingCost: "Find out why new customers cost more"
        case .earlyChurn(_, _, let months): "Improve the first \(months) months of a customer"
        case .budget(let from, let to, _, _):
            "Move budget from \(Self.list(from)) to \(Self.list(to))"
        case .bestSegment: "Look for more customers like the best"
        case .experiment(_, let channel, _, _): "Go on with \(channel)"
        case .surveyFall: "Find out why customers are less satisfied"
        case .sales(.new, _): "Win more new customers"
        case .sales(.returning, _): "Bring customers back"
        case .repeatFall: "Find out why fewer new customers buy again"
        case .costlyPurchases(let name, _, _): "Spend less on \(name)"
        case .concentration: "Depend less on one customer"
        }
    }

    /// Reason of the suggestion, with its figures.
    func explanation(currency: String) -> String {
        func amount(_ value: Double) -> String { Self.amount(value, currency) }
        switch reason {
        case .dataSetAside(_, let share):
            return "\(Format.percent(share)) of its rows are set aside, and no figure of this report includes them."
        case .growth(let best, let tenths):
            let others = GrowthModel.Lever.allCases.filter { $0 != best }.compactMap { lever in
                tenths[lever].map { "\(Self.change(lever)) \(amount($0))" }
            }
            return "With \(Self.change(best)), the gross profit of the next 12 months would be "
                + "\(amount(tenths[best] ?? 0)) higher; with \(others.joined(separator: ", with "))."
        case .costlyChannel(_, let cost, let value, let churn):
            return
                "A customer of this channel costs \(amount(cost)) and brings a gross profit of \(amount(value)), at its "
                + "churn of \(Format.percent(churn)) a month."
        case .risingCost(let now, let before, let months):
            return
                "A new customer cost \(amount(now)) in the last \(months) months, and \(amount(before)) in the \(months) "
                + "months before."
        case .earlyChurn(let early, let later, let months):
            return
                "Of the customers in their first \(months) months \(Format.percent(early)) leave in a month, of the others "
                + "\(Format.percent(later))."
        case .budget(_, _, let moved, let gain):
            return
                "Moving \(amount(moved)) a week would gain \(Format.fixed(gain.value, decimals: 2)) customers a week (95 % "
                + "interval \(Format.fixed(gain.low, decimals: 2)) to \(Format.fixed(gain.high, decimals: 2)))."
        case .bestSegment(let name, let value, let others):
            return
                "A customer of the segment \"\(name)\" is worth \(amount(value)) after its acquisition cost, a customer of the "
                + "others \(amount(others)), measured on customers held out."
        case .experiment(let name, _, let cost, let value):
            return
                "In the experiment \"\(name)\" an additional customer cost \(amount(cost)), and the lifetime value is "
                + "\(amount(value))."
        case .surveyFall(let scale, let from, let to, let p, let month):
            return
                "\(scale.rawValue.uppercased()) fell from \(Self.figure(from, scale)) to \(Self.figure(to, scale)) in the "
                + "wave of \(month) (p \(Format.significant(p, digits: 2)))."
        case .sales(let best, let tenths):
            let others = SalesActions.Lever.allCases.filter { $0 != best }.compactMap { lever in
                tenths[lever].map { "\(Self.change(lever)) \(amount($0))" }
            }
            return "With \(Self.change(best)), the gross profit of the next 12 months would be "
                + "\(amount(tenths[best] ?? 0)) higher; with \(others.joined(separator: ", with "))."
        case .repeatFall(let now, let before, let months, let cohorts):
            return
                "Of the new customers of the last \(cohorts) months that can be compared, \(Format.percent(now)) bought again "
                + "in that month or the \(months) after it; of those of the \(cohorts) months before, \(Format.percent(before))."
        case .costlyPurchases(_, let cost, let profit):
            return
                "A customer of this channel costs \(amount(cost)) and brings a gross profit of \(amount(profit)) in the first "
                + "12 months."
        case .concentration(let share):
            return "The largest customer pays \(Format.percent(share)) of the recurring revenue."
        }
    }

    /// Text of an amount in major units; without decimals from 100 on.
    static func amount(_ value: Double, _ currency: String) -> String {
        "\(abs(value) < 100 ? Format.money(value) : Format.count(value)) \(currency)"
    }

    private static func list(_ names: [String]) -> String {
        names.count > 2
            ? names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "") : names.joined(separator: " and ")
    }

    private static func change(_ lever: GrowthModel.Lever) -> String {
        switch lever {
        case .new: "a tenth more new revenue"
        case .gained: "a tenth more expansion and reactivation"
        case .lost: "a tenth less contraction and churn"
        }
    }

    private static func change(_ lever: SalesActions.Lever) -> String {
        switch lever {
        case .new: "a tenth more new customers"
        case .returning: "a tenth more revenue from returning customers"
        }
    }

    private static func figure(_ value: Double, _ scale: SurveyScale) -> String {
        switch scale {
        case .nps: Format.fixed(value, decimals: 1)
        case .csat: Format.percent(value)
        case .ces: Format.fixed(value, decimals: 2)
        }
    }
}
