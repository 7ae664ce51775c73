import HeadroomCustomers
import TestSupport
import Testing

/// Suggestions for simulated companies, one condition each.
@Suite struct ActionTests {
    private func actions(
        _ files: [String: String],
        _ change: (inout CustomersAnalysis.Options) -> Void = { _ in }
    ) throws -> [Action] {
        var margin = 1.0
        let document = try report(files, until: "2025-12") {
            change(&$0)
            margin = $0.grossMargin
        }
        return ActionList(document, grossMargin: margin).actions
    }

    private static func month(_ index: Int) -> String {
        let (year, month) = (2024 + index / 12, index % 12 + 1)
        return "\(year)-\(month < 10 ? "0" : "")\(month)"
    }

    /// Ten customers of 10.00 join each month of two years, of whom some leave after a number of months.
    private func company(leave: [Int] = [], after months: Int = 1) -> String {
        var rows: [String] = []
        for month in 0..<24 {
            for number in 0..<10 {
                let end = leave.contains(number) && month + months < 24 ? Self.month(month + months) + "-15" : ""
                rows.append("s\(month)x\(number),c\(month)x\(number),10.00,USD,month,\(Self.month(month))-02,\(end)")
            }
        }
        return (["subscription_id,customer_id,amount,currency,interval,start,end"] + rows).joined(separator: "\n")
    }

    @Test func aTenthOfNewRevenueIsWorthWhatTheSumOfMonthsGives() throws {
        let list = try actions(["subscriptions.csv": company()]) { $0.grossMargin = 0.5 }
        // No customer leaves: a tenth of 100.00 more in each month, paid 12, 11, … 1 times in 12 months.
        guard case .growth(.new, let tenths) = try #require(list.first).reason else {
            Issue.record("\(list)")
            return
        }
        #expect(abs((tenths[.new] ?? 0) - 10 * 78 * 0.5) < 1e-6)
        #expect(abs(tenths[.lost] ?? 1) < 1e-9)
        #expect(list.first?.worth == tenths[.new])
    }

    @Test func customersWhoLeaveEarlyAreSeen() throws {
        let list = try actions(["subscriptions.csv": company(leave: [0, 1, 2], after: 1)])
        let early = list.compactMap { action -> (Double, Double)? in
            if case .earlyChurn(let early, let later, _) = action.reason { (early, later) } else { nil }
        }
        // Three of ten are lost in the first of three months: 3 / (10 + 7 + 7), cut off at the end of the data.
        let found = try #require(early.first)
        #expect(abs(found.0 - 69.0 / (230 + 154 + 147)) < 1e-9)
        #expect(found.1 == 0)
        // With a constant churn there is no suggestion on early churn.
        let late = try actions(["subscriptions.csv": company(leave: [0, 1, 2], after: 8)])
        #expect(!late.contains { if case .earlyChurn = $0.reason { true } else { false } })
    }

    @Test func aChannelThatCostsMoreThanItBringsIsNamed() throws {
        var spend = "date,channel,spend,currency\n"
        for month in 0..<24 {
            spend += "\(Self.month(month))-01,good,100.00,USD\n\(Self.month(month))-01,bad,900.00,USD\n"
        }
        var customers = "customer_id,channel\n"
        for month in 0..<24 {
            for number in 0..<10 { customers += "c\(month)x\(number),\(number < 5 ? "bad" : "good")\n" }
        }
        let list = try actions([
            "subscriptions.csv": company(leave: [0, 1, 2, 9], after: 2), "spend.csv": spend, "customers.csv": customers,
        ])
        let found = try #require(
            list.first { if case .costlyChannel = $0.reason { true } else { false } }
        )
        guard case .costlyChannel(let name, let cost, let value, let churn) = found.reason else { return }
        #expect(name == "bad")
        #expect(cost == 180)
        // Three of five leave at the end of their second month.
        #expect(abs(value - 10 / churn) < 0.01)
        #expect((found.worth ?? 0) > 0)
        #expect(list.count { if case .costlyChannel = $0.reason { true } else { false } } == 1)
    }

    @Test func costsThatRiseAreComparedWithTheHalfYearBefore() throws {
        func spend(_ last: Int) -> String {
            (0..<24).reduce("date,channel,spend,currency\n") {
                $0 + "\(Self.month($1))-01,ads,\($1 < 18 ? 100 : last).00,USD\n"
            }
        }
        let rising = try actions(["subscriptions.csv": company(), "spend.csv": spend(200)])
        #expect(rising.contains { $0 == Action(.risingCost(now: 20, before: 10, months: 6), worth: 1200) })
        // A difference of a tenth is within the variation of the counts of customers.
        let equal = try actions(["subscriptions.csv": company(), "spend.csv": spend(110)])
        #expect(!equal.contains { if case .risingCost = $0.reason { true } else { false } })
    }

    @Test func oneLargeCustomerAndBrokenDataAreNamed() throws {
        let rows =
            company() + "\nlarge,large,2400.00,USD,month,2025-01-01,\nbad,bad,ten,USD,month,2025-01-01,\n"
            + (0..<5).map { "bad\($0),bad,ten,USD,month,2025-01-01," }.joined(separator: "\n")
        let list = try actions(["subscriptions.csv": rows])
        #expect(list.first?.reason == .dataSetAside(file: "subscriptions.csv", share: 6.0 / 247))
        #expect(list.last?.reason == .concentration(0.5))
    }

    @Test func aCompanyOfAFewMonthsHasNoWorths() throws {
        let document = try report(["subscriptions.csv": subscriptions("s1,a,10.00,USD,month,2025-05-01,")])
        #expect(ActionList(document, grossMargin: 1).actions == [Action(.concentration(1))])
    }
}
