import HeadroomCustomers
import HeadroomDisplay
import TestSupport
import Testing

/// The report of a company without subscriptions: every form, acquisition cost, payback and suggestions.
@Suite struct SalesReportTests {
    private static func month(_ index: Int) -> String {
        let (year, month) = (2024 + index / 12, index % 12 + 1)
        return "\(year)-\(month < 10 ? "0" : "")\(month)"
    }

    /// Ten customers join in each of 24 months, half of them by each of two channels; some buy again two months later.
    private static func shop(again: (Int) -> Int = { _ in 5 }) -> [String: String] {
        var (rows, customers) = ("customer_id,date,amount,currency\n", "customer_id,channel\n")
        for index in 0..<24 {
            for number in 0..<10 {
                let id = "c\(index)x\(number)"
                customers += "\(id),\(number < 5 ? "ads" : "friends")\n"
                rows += "\(id),\(month(index))-03,20.00,USD\n"
                if number < again(index), index + 2 < 24 { rows += "\(id),\(month(index + 2))-03,20.00,USD\n" }
            }
        }
        // The data end with the last day of the last month.
        rows += "last,2025-12-31,20.00,USD\n"
        return ["transactions.csv": rows, "customers.csv": customers]
    }

    private static func spend(_ cents: Int) -> String {
        (0..<24).reduce("date,channel,spend,currency\n") { $0 + "\(month($1))-01,ads,\(cents / 100).00,USD\n" }
    }

    private func actions(
        _ files: [String: String],
        until: String? = "2025-12"
    ) throws -> [Action] {
        ActionList(try report(files, until: until) { $0.grossMargin = 0.5 }, grossMargin: 0.5).actions
    }

    @Test func acquisitionCostAndPaybackAreThoseOfFirstPurchases() throws {
        var files = Self.shop()
        files["spend.csv"] = Self.spend(10_000)
        let document = try report(files, until: "2025-12") { $0.grossMargin = 0.5 }
        let acquisition = try #require(document.acquisition)
        #expect(acquisition.newCustomers == 241)
        let ads = try #require(acquisition.channels.first { $0.channel == "ads" })
        #expect((ads.spend, ads.customers, ads.cost) == ("2400.00", 120, "20.00"))
        #expect(acquisition.paid == "20.00")
        #expect(CustomersPage.render(document).contains("Payback by quarter of the first purchase"))
        // 10 customers of 20.00, half of whom buy again two months later: profit of 100, 100, 150 for a spend of 100.
        let first = try #require(acquisition.payback.first)
        #expect((first.month, first.customers, first.cost, first.months) == ("2024-01", 10, "10.00", 1))
        #expect(first.recovered?.prefix(4) == [1, 1, 1.5, 1.5])
        let lagged = try report(files, until: "2025-12") { $0.spendLag = 1 }
        #expect(lagged.acquisition?.payback.first?.month == "2024-02")
        // All who came by ads bought twice: 40.00 at a margin of a half.
        let channel = document.sales?.channels.first { $0.channel == "ads" }
        #expect((channel?.customers, channel?.yearProfit) == (65, "20.00"))
    }

    @Test func suggestionsNameWhatATenthMoreIsWorth() throws {
        let list = try actions(Self.shop())
        guard case .sales(.new, let tenths) = try #require(list.first?.reason) else {
            Issue.record("\(list)")
            return
        }
        // Returning customers bring 5 times 20.00 in each of 12 months, at a margin of a half.
        #expect(abs((tenths[.returning] ?? 0) - 0.1 * 0.5 * 12 * 100) < 1e-9)
        // 121 new customers a year bring 20.00, and from two months later on 10.00 more.
        let later = 0.1 * 0.5 * 121 * (20 + 10 * 10.0 / 12)
        #expect(abs((tenths[.new] ?? 0) - later) < 0.02 * later)
    }

    @Test func aChannelThatCostsMoreThanItsFirstYearIsNamed() throws {
        var files = Self.shop()
        files["spend.csv"] = Self.spend(20_000)
        let found = try actions(files).compactMap { action -> (String, Double, Double)? in
            if case .costlyPurchases(let name, let cost, let profit) = action.reason {
                (name, cost, profit)
            } else {
                nil
            }
        }
        #expect(found.map(\.0) == ["ads"])
        #expect(found.first.map { [$0.1, $0.2] } == [40, 20])
        files["spend.csv"] = Self.spend(5000)
        #expect(try !actions(files).contains { if case .costlyPurchases = $0.reason { true } else { false } })
    }

    @Test func fewerWhoBuyAgainAreSeen() throws {
        func falls(_ again: @escaping (Int) -> Int) throws -> [(Double, Double)] {
            try actions(Self.shop(again: again)).compactMap {
                if case .repeatFall(let now, let before, _, _) = $0.reason { (now, before) } else { nil }
            }
        }
        // Cohorts through month 20 are observed for three months after their first.
        let found = try #require(try falls { $0 < 15 ? 8 : 3 }.first)
        #expect(abs(found.0 - 0.3) < 1e-9)
        #expect(abs(found.1 - 0.8) < 1e-9)
        #expect(try falls { _ in 5 }.isEmpty)
        #expect(try falls { $0 < 15 ? 6 : 5 }.isEmpty)
    }

    @Test func everyFormHasTheSales() throws {
        var files = Self.shop()
        files["spend.csv"] = Self.spend(10_000)
        let document = try report(files, until: "2025-12")
        let style = TerminalStyle(choice: .never, isTerminal: false, environment: [:])
        let terminal = CustomersReports.terminal(document, width: 200, style: style)
        let (markdown, page) = (CustomersReports.markdown(document), CustomersPage.render(document))
        for form in [terminal, markdown, page] {
            for text in ["Sales (USD)", "Acquisition", "Payback", "What to do first", "2025-12"] {
                #expect(form.contains(text), "\(text)")
            }
        }
        #expect(markdown.hasPrefix("# Customers, until 2025-12\n"))
        #expect(page.contains("320.00 USD from 16 orders of 16 customers"))
        #expect(page.contains("Customers who bought again"))
        #expect(page.contains("<svg"))
        let csv = CustomersReports.salesCSV(document).split(separator: "\n")
        #expect(csv.count == 25)
        #expect(csv.last == "2025-12,320.00,16,16,11,5,220.00,100.00,,20.00,1.0,0.3125")
        let json = try JSONReport.render(document)
        for name in ["\"sales\"", "\"newCustomers\" : 11", "\"revenuePerCustomer\"", "\"unfinishedMonth\" : null"] {
            #expect(json.contains(name), "\(name)")
        }
    }

    /// A terminal that is too narrow for a table names the columns that it leaves out.
    @Test func columnsThatDoNotFitAreNamed() throws {
        let document = try report(Self.shop(), until: "2025-12")
        let style = TerminalStyle(choice: .never, isTerminal: false, environment: [:])
        let wide = CustomersReports.terminal(document, width: 200, style: style)
        #expect(!wide.contains("Too wide"))
        let narrow = CustomersReports.terminal(document, width: 80, style: style)
        let head = try #require(narrow.split(separator: "\n").first { $0.contains("revenue  orders") })
        #expect(head.hasSuffix("from returning"))
        #expect(head.count <= 80)
        #expect(narrow.contains("\n  Too wide for 80 columns: per order, orders each, repeat rate.\n"))
    }

    /// A month that is not over is marked, and is in no rate of the suggestions.
    @Test func anUnfinishedMonthIsMarkedAndLeftOut() throws {
        var files = Self.shop()
        files["transactions.csv"] = files["transactions.csv"]?.replacing("last,2025-12-31,20.00,USD\n", with: "")
        let document = try report(files, until: nil)
        #expect(document.unfinishedMonth?.month == "2025-12")
        #expect(document.unfinishedMonth?.lastDay == "2025-12-03")
        let style = TerminalStyle(choice: .never, isTerminal: false, environment: [:])
        for form in [
            CustomersReports.terminal(document, width: 200, style: style), CustomersReports.markdown(document),
            CustomersPage.render(document),
        ] {
            #expect(form.contains("2025-12*"))
            #expect(form.contains("the data end on 2025-12-03"))
        }
        #expect(CustomersReports.markdown(document).hasPrefix("# Customers, until 2025-12-03\n"))
        // The cohorts have no cell of the month.
        #expect(document.sales?.cohorts.last?.boughtAgain == [])
        #expect(document.sales?.cohorts.first?.boughtAgain.count == 23)
        // With --until the month counts as a whole one.
        let whole = try report(files, until: "2025-12")
        #expect(whole.unfinishedMonth == nil)
        #expect(whole.sales?.months == document.sales?.months)
        #expect(whole.sales?.cohorts.first?.boughtAgain.count == 24)
    }

    @Test func anUnfinishedMonthOfSubscriptionsIsInNoGrowth() throws {
        var rows = (0..<12).map { "s\($0),c\($0),10.00,USD,month,\(Self.month($0))-01," }
        let files = {
            [
                "subscriptions.csv": (["subscription_id,customer_id,amount,currency,interval,start,end"] + rows)
                    .joined(separator: "\n")
            ]
        }
        let before = try report(files(), until: "2024-12")
        // Forty more customers on the first days of the next month.
        rows += (0..<40).map { "t\($0),d\($0),10.00,USD,month,2025-01-0\($0 % 5 + 1)," }
        let after = try report(files(), until: nil)
        #expect(after.unfinishedMonth?.lastDay == "2025-01-05")
        let growth = { (document: CustomersDocument) in
            ActionList(document, grossMargin: 1).actions.first { if case .growth = $0.reason { true } else { false } }
        }
        #expect(growth(after) == growth(before))
        #expect(try report(files(), until: "2025-01").unfinishedMonth == nil)
        let page = CustomersPage.render(after)
        #expect(page.contains("Recurring revenue on 2025-01-05"))
        #expect(page.contains("2025-01*"))
    }
}
