import HeadroomCustomers
import Testing

/// Customer churn by the definitions of vendors, for a company computed by hand.
@Suite struct ChurnRateTests {
    /// Four customers since January, of whom one leaves on 10 April; a fifth joins on 5 April and leaves on the 20th.
    private static let company = subscriptions(
        "1,a,10.00,USD,month,2025-01-01,",
        "2,b,10.00,USD,month,2025-01-01,",
        "3,c,10.00,USD,month,2025-01-01,",
        "4,d,10.00,USD,month,2025-01-01,2025-04-10",
        "5,e,10.00,USD,month,2025-04-05,2025-04-20"
    )

    @Test func eachDefinitionCountsItsOwnCustomers() throws {
        let months = try report(["subscriptions.csv": Self.company]).months
        let april = try #require(months.first { $0.month == "2025-04" }).churnRates
        #expect(april.standard == 0.25)
        // April has 30 days: two customers stopped, of four at its start and one who joined.
        #expect(april.stripe == 2.0 / 5)
        // One of five on the 10th, one of four on the 20th.
        #expect(abs((april.daily ?? 0) - (1.0 / 5 + 1.0 / 4)) < 1e-12)
        let may = try #require(months.first { $0.month == "2025-05" }).churnRates
        #expect((may.standard, may.stripe, may.daily) == (0, 0, 0))
    }

    @Test func whereNoCustomerIsAtRiskTheyAreUndefined() throws {
        let text = subscriptions("1,a,10.00,USD,month,2025-01-31T12:00:00Z,2025-02-01T12:00:00Z")
        let months = try report(["subscriptions.csv": text], until: "2025-04").months
        #expect(months[0].churnRates.standard == nil)
        #expect(months[0].churnRates.stripe == 0)
        #expect(months[1].churnRates.stripe == 1)
        #expect(months[1].churnRates.daily == 1)
        let last = months[3].churnRates
        #expect(last.standard == nil && last.stripe == nil && last.daily == nil)
    }
}
