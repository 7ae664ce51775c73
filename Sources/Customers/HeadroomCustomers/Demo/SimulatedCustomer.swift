import HeadroomNumerics

/// A customer of the simulated company: the months until the customer leaves, with the rows of its files.
struct SimulatedCustomer {
    let id: String
    /// Day of the first contact, on which the subscription begins.
    let day: Int64
    let country: String
    let channel: String
    /// Number of employees, as a range.
    let size: String
    private(set) var subscriptions: [String] = []
    private(set) var uses: [String] = []
    /// Days on which months of the subscription begin, and whether the product was used much in each.
    private var months: [(start: Int64, isEngaged: Bool)] = []
    /// Day on which the last subscription ended; nil while it is active.
    private var left: Int64?

    /// Plans with their monthly price, and their shares by company size.
    private static let plans: [(name: String, price: Int)] = [("starter", 29), ("team", 79), ("company", 199)]
    private static let sizes = ["1-10", "11-50", "51-200"]
    private static let planShares = [
        "1-10": [0.78, 0.2, 0.02], "11-50": [0.3, 0.6, 0.1], "51-200": [0.05, 0.4, 0.55],
    ]
    /// Factors of the churn by size, and for customers who use the product much or little.
    private static let sizeChurn = ["1-10": 1.2, "11-50": 0.8, "51-200": 0.5]
    private static let engagedChurn = (much: 0.35, little: 3.2)
    /// Expected uses in a month.
    private static let monthlyUses = (much: 7.0, little: 1.2)
    /// Probabilities per month.
    private static let (loseInterest, regain, upgrade, downgrade) = (0.06, 0.18, 0.025, 0.006)
    /// Probability of a return after leaving, and shares of customers with yearly payments and with a trial.
    private static let (comeBack, payYearly, trial) = (0.12, 0.2, 0.5)

    init(
        id: String,
        day: Int64,
        country: String,
        channel: String,
        churn: Double,
        _ draw: inout SeededGenerator
    ) {
        (self.id, self.day, self.country, self.channel) = (id, day, country, channel)
        size = draw.pick(Self.sizes, channel == "partner" ? [0.3, 0.4, 0.3] : [0.66, 0.26, 0.08])
        live(churn: churn * (Self.sizeChurn[size] ?? 1), &draw)
    }

    private mutating func live(churn: Double, _ draw: inout SeededGenerator) {
        var plan = draw.pick([0, 1, 2], Self.planShares[size] ?? [1])
        let isYearly = draw.happens(Self.payYearly)
        let trialEnd = draw.happens(Self.trial) && day + 14 < SimulatedCompany.endDay ? CivilDay.text(day + 14) : ""
        var (start, isEngaged, month) = (day, draw.happens(0.85), day)
        func row(until end: Int64?) -> String {
            let (name, price) = Self.plans[plan]
            let terms = isYearly ? "\(12 * price).00,USD,year,1,10%" : "\(price).00,USD,month,1,"
            return "\(id)-1,\(id),\(name),\(terms),\(start == day ? trialEnd : ""),\(CivilDay.text(start)),"
                + (end.map(CivilDay.text) ?? "")
        }
        while true {
            months.append((month, isEngaged))
            let next = Self.monthAfter(month)
            addUses(isEngaged, from: month, until: min(next, SimulatedCompany.endDay), &draw)
            guard next < SimulatedCompany.endDay else { break }
            month = next
            let factor = isEngaged ? Self.engagedChurn.much : Self.engagedChurn.little
            if draw.happens(min(0.9, churn * factor)) {
                subscriptions.append(row(until: month))
                left = month
                guard draw.happens(Self.comeBack) else { return }
                for _ in 0..<Int.random(in: 2...6, using: &draw) { month = Self.monthAfter(month) }
                guard month < SimulatedCompany.endDay else { return }
                (start, left, isEngaged) = (month, nil, true)
                continue
            }
            if isEngaged, draw.happens(Self.upgrade), plan + 1 < Self.plans.count {
                subscriptions.append(row(until: month))
                (plan, start) = (plan + 1, month)
            } else if draw.happens(Self.downgrade), plan > 0 {
                subscriptions.append(row(until: month))
                (plan, start) = (plan - 1, month)
            }
            isEngaged = draw.happens(isEngaged ? 1 - Self.loseInterest : Self.regain)
        }
        subscriptions.append(row(until: nil))
    }

    /// The same day of the next month, or its last day.
    private static func monthAfter(_ day: Int64) -> Int64 {
        let (year, month, number) = CivilDay.date(day)
        let next = Month(year: year, month: month).next
        let days = CivilDay.count(year: next.year, month: next.month)
        return CivilDay.number(year: next.year, month: next.month, day: min(number, days))
    }

    private mutating func addUses(_ isEngaged: Bool, from: Int64, until: Int64, _ draw: inout SeededGenerator) {
        let expected = isEngaged ? Self.monthlyUses.much : Self.monthlyUses.little
        for _ in 0..<draw.count(expected * Double(until - from) / 30) {
            let day = CivilDay.text(Int64.random(in: from..<until, using: &draw))
            uses.append("\(id),\(day)T\(draw.time),\(draw.pick(["open", "export", "share"], [0.7, 0.2, 0.1]))")
        }
    }

    func isActive(on day: Int64) -> Bool {
        guard let first = months.first?.start, first <= day else { return false }
        return left.map { day < $0 } ?? true
    }

    /// Whether the product was used much in the month that contains a day.
    func isEngaged(on day: Int64) -> Bool { months.last { $0.start <= day }?.isEngaged ?? false }
}
