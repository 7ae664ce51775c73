import HeadroomNumerics

/// A simulated company that sells software subscriptions: the files of two years, the same in every run.
///
/// Customers come from four channels, which differ in acquisition cost and churn; the rates are below.
package struct SimulatedCompany {
    /// Text of each file by its name.
    package let files: [String: String]

    private struct Channel {
        var name: String
        /// Expected new customers of the first month, and their monthly growth.
        var customers: Double
        var growth: Double
        /// Spend per expected customer, in major units of the currency; 0 for none.
        var cost: Double
        /// Probability of leaving per month.
        var churn: Double
    }

    private static let channels = [
        Channel(name: "search", customers: 12, growth: 1.04, cost: 210, churn: 0.03),
        Channel(name: "social", customers: 10, growth: 1.05, cost: 120, churn: 0.075),
        Channel(name: "partner", customers: 4, growth: 1.03, cost: 340, churn: 0.012),
        Channel(name: "organic", customers: 7, growth: 1.02, cost: 0, churn: 0.02),
    ]
    /// Plans with their monthly price and their share among new customers.
    private static let plans: [(name: String, price: Int, share: Double)] = [
        ("starter", 29, 0.6), ("team", 79, 0.3), ("company", 199, 0.1),
    ]
    private static let months = 24
    private static let first = Month(year: 2024, month: 1)
    /// Last month of the files.
    package static let last = Month(number: first.number + months - 1)

    /// Probabilities; the first two are per month.
    private static let (upgrade, downgrade, comeBack, payYearly, trial) = (0.02, 0.006, 0.12, 0.2, 0.5)
    private static let countries = ["US", "US", "US", "GB", "DE", "FR", "NL", "CA"]

    package init(seed: UInt64 = 1) {
        var draw = SeededGenerator(seed: seed, purpose: "simulated company")
        var customers = ["customer_id,created_at,country,channel"]
        var subscriptions = [
            "subscription_id,customer_id,plan,amount,currency,interval,quantity,discount,trial_end,start,end"
        ]
        var spend = ["date,channel,spend,currency"]
        for month in 0..<Self.months {
            for channel in Self.channels {
                let expected = channel.customers * (0..<month).reduce(1.0) { growth, _ in growth * channel.growth }
                if channel.cost > 0 {
                    let amount = (expected * channel.cost * Double.random(in: 0.85...1.15, using: &draw)).rounded()
                    spend.append("\(Self.day(month, 1)),\(channel.name),\(Int(amount)).00,USD")
                }
                for _ in 0..<Self.count(expected, &draw) {
                    let id = "c\(String(customers.count + 1000))"
                    let day = Int.random(in: 1...28, using: &draw)
                    customers.append(
                        "\(id),\(Self.day(month, day)),\(Self.countries.randomElement(using: &draw) ?? "US"),\(channel.name)"
                    )
                    subscriptions += Self.subscriptions(of: id, from: month, day, churn: channel.churn, &draw)
                }
            }
            spend.append("\(Self.day(month, 1)),salaries,\(9000 + 150 * month).00,USD")
        }
        files = [
            "customers.csv": customers, "subscriptions.csv": subscriptions, "spend.csv": spend,
        ].mapValues { $0.joined(separator: "\n") + "\n" }
    }

    /// Rows of one customer until the last month or the second time the customer leaves.
    private static func subscriptions(
        of customer: String,
        from first: Int,
        _ day: Int,
        churn: Double,
        _ draw: inout SeededGenerator
    ) -> [String] {
        var rows: [String] = []
        var plan = self.plan(&draw)
        var (month, start) = (first, (month: first, day: day))
        let isYearly = Double.random(in: 0..<1, using: &draw) < payYearly
        let trialEnd =
            Double.random(in: 0..<1, using: &draw) < trial && day <= 14 ? self.day(first, day + 14) : ""
        func row(until end: String) -> String {
            let plan = plans[plan]
            let (amount, interval, discount) = isYearly ? (12 * plan.price, "year", "10%") : (plan.price, "month", "")
            let trialEnd = rows.isEmpty ? trialEnd : ""
            return
                "\(customer)-1,\(customer),\(plan.name),\(amount).00,USD,\(interval),1,\(discount),\(trialEnd),"
                + "\(self.day(start.month, start.day)),\(end)"
        }
        while month + 1 < months {
            month += 1
            let chance = Double.random(in: 0..<1, using: &draw)
            if chance < churn {
                rows.append(row(until: self.day(month, day)))
                guard Double.random(in: 0..<1, using: &draw) < comeBack else { return rows }
                month += Int.random(in: 2...6, using: &draw)
                guard month < months else { return rows }
                start = (month, day)
            } else if chance < churn + upgrade, plan + 1 < plans.count {
                rows.append(row(until: self.day(month, day)))
                (plan, start) = (plan + 1, (month, day))
            } else if chance > 1 - downgrade, plan > 0 {
                rows.append(row(until: self.day(month, day)))
                (plan, start) = (plan - 1, (month, day))
            }
        }
        return rows + [row(until: "")]
    }

    private static func plan(_ draw: inout SeededGenerator) -> Int {
        var chance = Double.random(in: 0..<1, using: &draw)
        for (index, plan) in plans.enumerated() {
            chance -= plan.share
            if chance < 0 { return index }
        }
        return 0
    }

    /// Random integer around an expected value, with a standard deviation of about its square root.
    private static func count(_ expected: Double, _ draw: inout SeededGenerator) -> Int {
        max(0, Int((expected + expected.squareRoot() * draw.normal()).rounded()))
    }

    private static func day(_ month: Int, _ day: Int) -> String {
        Month(number: first.number + month).name + "-" + (day < 10 ? "0" : "") + "\(day)"
    }
}
