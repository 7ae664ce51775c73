import HeadroomCustomers
import HeadroomDisplay
import TestSupport
import Testing

/// Payback of cohorts, computed by hand.
@Suite struct PaybackTests {
    /// Two customers join in January with a spend of 240.00, one in February with 300.00, none in March with 50.00, and
    /// one in April without spend.
    private static let files = [
        "subscriptions.csv": subscriptions(
            "s1,a,100.00,USD,month,2025-01-10,",
            "s2,b,20.00,USD,month,2025-01-20,2025-02-10",
            "s3,c,60.00,USD,month,2025-02-01,",
            "s4,d,10.00,USD,month,2025-04-01,"
        ),
        "spend.csv": """
        date,channel,spend,currency
        2025-01-01,search,200.00,USD
        2025-01-15,salaries,40.00,USD
        2025-02-01,search,300.00,USD
        2025-03-01,search,50.00,USD
        2025-05-01,search,10.00,USD
        """,
    ]

    private func payback(lag: Int = 0) throws -> [String: CustomersDocument.Payback] {
        let document = try report(Self.files) {
            $0.grossMargin = 0.5
            $0.spendLag = lag
        }
        let cohorts = try #require(document.acquisition?.payback)
        return Dictionary(uniqueKeysWithValues: cohorts.map { ($0.month, $0) })
    }

    @Test func theFirstMonthCountsAndOneThatIsNotYetPaidBackIsUnknown() throws {
        let cohorts = try payback()
        #expect(cohorts.keys.sorted() == ["2025-01", "2025-02", "2025-03", "2025-04", "2025-05"])
        let january = try #require(cohorts["2025-01"])
        // Gross profit 60, then 50 a month: 60, 110, 160, 210, 260.
        #expect(january.recovered == [60.0, 110, 160, 210, 260, 310].map { $0 / 240 })
        #expect((january.months, january.cost, january.monthsObserved) == (5, "120.00", 6))
        // 30 a month for 5 months are less than 300.
        let february = try #require(cohorts["2025-02"])
        #expect((february.months, february.recovered?.last) == (nil, 0.5))
        // Spend without customers has no payback, customers without spend are paid back at once.
        let (march, april) = (try #require(cohorts["2025-03"]), try #require(cohorts["2025-04"]))
        #expect((march.customers, march.cost, march.months, march.recovered) == (0, nil, nil, nil))
        #expect((april.cost, april.months, april.recovered) == ("0.00", 0, nil))
    }

    @Test func aLagComparesSpendWithTheCustomersOfLaterMonths() throws {
        let february = try #require(try payback(lag: 1)["2025-02"])
        #expect((february.customers, february.spend, february.months) == (1, "240.00", nil))
        #expect(february.recovered == [30.0, 60, 90, 120, 150].map { $0 / 240 })
    }

    @Test func everyFormHasIt() throws {
        let document = try report(Self.files) { $0.grossMargin = 0.5 }
        let style = TerminalStyle(choice: .never, isTerminal: false, environment: [:])
        let terminal = CustomersReports.terminal(document, width: 120, style: style)
        let (markdown, page) = (CustomersReports.markdown(document), CustomersPage.render(document))
        for form in [terminal, markdown, page] {
            #expect(form.contains("not within 5 months"))
            #expect(form.contains("2 of 3 months"))
        }
        #expect(page.contains("<svg"))
        #expect(page.contains("2025 Q1"))
    }
}
