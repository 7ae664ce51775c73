import FoundationEssentials
import HeadroomCustomers
import HeadroomDisplay
import HeadroomNumerics
import TestSupport
import Testing

/// Report sections on channels and surveys, from files to text.
@Suite struct ChannelFormsTests {
    /// Two channels over 60 weeks from Monday 2024-01-01, with conversions of 20 x / (1000 + x) and 8 x / (3000 + x)
    /// for a weekly spend of x; customers of channel `b` pay 20.00 instead of 10.00.
    private func files(touches: Bool, until weeks: Int = 60) -> [String: String] {
        var generator = SeededGenerator(seed: 17)
        var spend = "date,channel,spend,currency\n"
        var (customers, sold, touched) = (
            "customer_id,channel\n", "subscription_id,customer_id,amount,currency,interval,start\n",
            "customer_id,time,channel\n"
        )
        var count = 0
        for week in 0..<weeks {
            let day = CivilDay.number(year: 2024, month: 1, day: 1) + Int64(7 * week)
            for (channel, most, half) in [("a", 20.0, 1000.0), ("b", 8.0, 3000.0)] {
                let amount = Double(Int.random(in: 1...80, using: &generator) * 50)
                spend += "\(text(day + 2)),\(channel),\(Int(amount)),USD\n"
                for number in 0..<Int((most * amount / (half + amount)).rounded()) {
                    count += 1
                    customers += "c\(count),\(touches ? "unknown" : channel)\n"
                    sold +=
                        "s\(count),c\(count),\(channel == "a" ? 10 : 20),USD,month,\(text(day + Int64(number % 7)))T12:00:00Z\n"
                    touched += "c\(count),\(text(day + Int64(number % 7))),\(channel)\n"
                }
            }
        }
        let files = ["spend.csv": spend, "customers.csv": customers, "subscriptions.csv": sold]
        return touches ? files.merging(["touches.csv": touched]) { $1 } : files
    }

    private func text(_ day: Int64) -> String {
        let (year, month, day) = CivilDay.date(day)
        return "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
    }

    private func cents(_ text: String) -> Int64 { DecimalNumber(text)?.rounded(digits: 2) ?? .min }

    @Test(arguments: [true, false])
    func theBudgetOfFilesIsSplit(touches: Bool) throws {
        let channels = try #require(report(files(touches: touches), until: nil).channels)
        let budget = try #require(channels.budget)
        #expect(budget.conversionsFrom == (touches ? .touches : .customers))
        #expect(channels.rules.isEmpty == !touches)
        #expect(budget.weeks == 60)
        #expect(channels.budgetRefusals == [])
        #expect(budget.channels.map(\.channel) == ["a", "b"])
        #expect(budget.channels.reduce(0) { $0 + cents($1.proposed) } == cents(budget.perWeek))
        #expect(budget.channels.reduce(0) { $0 + cents($1.today) } == cents(budget.perWeek))
        for (channel, truth) in zip(budget.channels, [(20.0, 1000.0), (8, 3000)]) {
            #expect((cents(channel.lower)...cents(channel.upper)).contains(cents(channel.proposed)))
            let today = Double(channel.today) ?? .nan
            let known = truth.0 * today / (truth.1 + today)
            #expect(abs(channel.conversionsToday.value - known) < 0.1 * known)
        }
        #expect(budget.change.value >= 0)
        #expect(abs(budget.conversionsProposed - budget.conversionsToday - budget.change.value) < 1e-9)
    }

    @Test func aYearIsNeeded() throws {
        let channels = try #require(report(files(touches: false, until: 51), until: nil).channels)
        #expect(channels.budget == nil)
        #expect(channels.budgetRefusals.map(\.reason) == [.fewWeeks])
        #expect(channels.budgetRefusals.map(\.channel) == [nil])
    }

    @Test func everyFormHasItsSections() throws {
        var files = files(touches: true)
        files["surveys.csv"] = "response_id,customer_id,sent_at,score\nr1,c1,2024-03-01,9\nr2,c2,2024-03-01,\n"
        let document = try report(files, until: nil)
        let style = TerminalStyle(choice: .never, isTerminal: false, environment: [:])
        let terminal = CustomersReports.terminal(document, width: 160, style: style)
        let (markdown, page) = (CustomersReports.markdown(document), CustomersPage.render(document))
        for title in ["Attribution of channels", "Budget of channels", "Surveys (NPS)"] {
            #expect(terminal.contains("\n\(title)\n"))
            #expect(markdown.contains("\n## \(title)\n"))
            #expect(page.contains("<h2>\(title)</h2>"))
        }
        for form in [terminal, markdown, page] {
            #expect(form.contains("time decay"))
            #expect(form.contains("unattributed"))
            #expect(form.contains("2024-03"))
            #expect(!form.contains("nan") && !form.contains("inf "))
        }
    }

    @Test func aDocumentIsReadAgain() throws {
        let document = try report(files(touches: true), until: nil)
        let data = try JSONEncoder().encode(document)
        #expect(try JSONDecoder().decode(CustomersDocument.self, from: data) == document)
        let text = String(decoding: data, as: UTF8.self)
        #expect(text.contains("\"surveys\":null"))
    }
}
