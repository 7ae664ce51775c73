import Glibc
import HeadroomCustomers
import HeadroomDisplay
import Testing

/// Models in the document, and the reasons for those left out.
@Suite struct LifetimeModelsTests {
    /// Text of transactions.csv with simulated BG/NBD customers, whose first purchases are in January 2024.
    private func transactions(count: Int, valueGrowing: Bool = false) -> String {
        var simulated = SimulatedCustomers(seed: 3)
        var lines = ["customer_id,date,amount,currency"]
        for customer in 0..<count {
            let (first, rate) = (19_723 + Int64(customer % 30), simulated.gamma(1, 30))
            let (ceasing, scale) = (simulated.beta(1, 3), simulated.gamma(4, 60))
            var (day, isAlive) = (Double(first), true)
            while isAlive, day < 20_000 {
                let usual = simulated.gamma(6, scale)
                let amount = valueGrowing ? 1e5 * rate : max(0.01, usual)
                let cents = Int64((100 * amount).rounded())
                lines.append(
                    "c\(customer),\(CivilDay.text(Int64(day))),\(cents / 100).\(cents % 100 / 10)\(cents % 10),USD"
                )
                day += max(1, simulated.gamma(1, rate))
                isAlive = simulated.beta(1, 1) > ceasing
            }
        }
        return lines.joined(separator: "\n")
    }

    private func models(_ files: [String: String], _ change: (inout CustomersAnalysis.Options) -> Void = { _ in })
        throws
        -> [String: LifetimeModel]
    {
        let models = try report(files, until: "2024-09", change).lifetimeValue?.models ?? []
        return Dictionary(uniqueKeysWithValues: models.map { ($0.name, $0) })
    }

    @Test func transactionsAloneAreEnough() throws {
        let document = try report(["transactions.csv": transactions(count: 600)], until: "2024-09")
        #expect(document.months.isEmpty && document.cohorts.isEmpty && document.acquisition == nil)
        let models = try #require(document.lifetimeValue?.models)
        #expect(models.map(\.name) == ["BG/NBD", "MBG/NBD", "Pareto/NBD", "Gamma-Gamma"])
        for model in models.prefix(3) {
            #expect(model.customers == 600)
            #expect(model.fit?.parameters.count == 4 && model.reason == nil)
            let next = try #require(model.nextYear)
            #expect(next.after == "2024-09-30")
            let (total, mean) = try (#require(next.total), #require(next.mean))
            let values = [total.low, total.value, total.high].compactMap { Double($0) }
            #expect(values.count == 3 && values == values.sorted())
            #expect(abs((Double(total.value) ?? 0) / 600 - (Double(mean.value) ?? 0)) < 0.01)
        }
        for text in [
            CustomersReports.terminal(document, width: 120, style: .init(usesColor: false)),
            CustomersReports.markdown(document),
            CustomersPage.render(document),
        ] {
            #expect(text.contains("BG/NBD (times in days), 600 customers"))
            #expect(!text.contains("Recurring revenue at"))
        }
    }

    @Test func aMarginAndADiscountLowerTheValueAlone() throws {
        let files = ["transactions.csv": transactions(count: 600)]
        func value(_ models: [String: LifetimeModel]) throws -> Double {
            try #require(models["BG/NBD"]?.nextYear?.total.flatMap { Double($0.value) })
        }
        let plain = try models(files)
        let discounted = try models(files) { $0.discount = 0.1 }
        #expect(discounted["BG/NBD"]?.fit == plain["BG/NBD"]?.fit)
        #expect(try (0.91..<0.98).contains(value(discounted) / value(plain)))
        let half = try models(files) { $0.grossMargin = 0.5 }
        #expect(abs(try value(half) - value(plain) / 2) < 0.01)
    }

    @Test func aFitThatCannotBeMadeHasAReason() throws {
        let few = try models(["transactions.csv": transactions(count: 20)])
        #expect(few["BG/NBD"]?.reason == "20 customers bought, fewer than 30")
        #expect(few["BG/NBD"]?.fit == nil && few["BG/NBD"]?.nextYear == nil)
        let once = (0..<40).map { "c\($0),2024-01-0\(1 + $0 % 9),1,USD\n" }.joined()
        let without = try models(["transactions.csv": "customer_id,date,amount,currency\n" + once])
        #expect(without["Pareto/NBD"]?.reason == "no customer bought on a second day")
        #expect(without["Gamma-Gamma"]?.reason == "0 customers bought on a second day, fewer than 10")
        let together = try models(["transactions.csv": transactions(count: 300, valueGrowing: true)])
        #expect(together["Gamma-Gamma"]?.reason?.contains("correlation 0.") == true)
        let next = try #require(together["BG/NBD"]?.nextYear)
        #expect(next.total == nil && next.purchases != nil)
        #expect(next.reason?.contains("Gamma-Gamma was not fitted") == true)
    }

    /// Subscriptions of 100 a month with a churn probability drawn for each customer, applied at each month's end.
    @Test func contractsAreFittedOnSubscriptions() throws {
        var simulated = SimulatedCustomers(seed: 4)
        var lines = ["subscription_id,customer_id,amount,currency,interval,start,end"]
        var (known, paying) = (ShiftedBetaGeometric.Tenures(lost: [], staying: []), 0)
        known.lost = [Double](repeating: 0, count: 24)
        known.staying = known.lost
        for customer in 0..<800 {
            let (chance, first) = (simulated.beta(0.7, 4), customer % 12)
            let lost = (1...(23 - first)).first { _ in simulated.beta(1, 1) < chance }
            let start = Month(number: 12 * 2023 + first)
            let end = lost.map { Month(number: start.number + $0).name + "-15" } ?? ""
            lines.append("s\(customer),c\(customer),100,USD,month,\(start.name)-10,\(end)")
            if let lost { known.lost[lost] += 1 } else { known.staying[23 - first] += 1 }
            paying += lost == nil ? 1 : 0
        }
        let document = try report(["subscriptions.csv": lines.joined(separator: "\n")], until: "2024-12")
        let model = try #require(document.lifetimeValue?.models?.first)
        #expect(model.name == "sBG" && model.customers == 800)
        // The same fit from the tenures as drawn.
        let fit = try ShiftedBetaGeometric.fit(known)
        #expect(model.fit?.parameters.map(\.value) == fit.parameters)
        for (parameter, truth) in zip(model.fit?.parameters ?? [], [0.7, 4]) {
            #expect(abs(parameter.value - truth) < 3 * parameter.standardError)
        }
        let next = try #require(model.nextYear)
        #expect(next.customers == paying && next.after == "2024-12-31")
        // 100 a month per active customer, times the retention of the coming months.
        let (alpha, beta) = (fit.parameters[0], fit.parameters[1])
        var sum = 0.0
        for (tenure, count) in known.staying.enumerated() where count > 0 {
            var share = 1.0
            for month in 1...12 {
                share *= (beta + Double(tenure + month) - 1) / (alpha + beta + Double(tenure + month) - 1)
                sum += 100 * count * share
            }
        }
        #expect(abs((next.total.flatMap { Double($0.value) } ?? 0) - sum) < 0.01)
    }
}
