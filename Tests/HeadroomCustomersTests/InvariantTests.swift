import HeadroomCustomers
import Testing

/// Invariants for any company.
@Suite struct InvariantTests {
    private let rows = [
        "s1,a,120.00,USD,month,2025-01-03,2025-04-20", "s2,b,99.99,USD,month,2025-02-11,",
        "s3,a,10.00,USD,week,2025-03-01,", "s4,c,365.00,USD,year,2025-01-31,2025-05-31",
    ]

    private func months(_ rows: [String]) throws -> [CustomersDocument.RevenueOfMonth] {
        let head = "subscription_id,customer_id,amount,currency,interval,start,end"
        return try report(["subscriptions.csv": ([head] + rows).joined(separator: "\n")]).months
    }

    @Test func theOrderOfRowsDoesNotMatter() throws {
        #expect(try months(rows) == months(rows.reversed()))
    }

    @Test func aSubscriptionInTwoRowsIsTheSameAsInOne() throws {
        let split = [
            "s1,a,120.00,USD,month,2025-01-03,2025-03-31T23:59:59Z",
            "s1,a,120.00,USD,month,2025-03-31T23:59:59Z,2025-04-20",
        ]
        #expect(try months(rows) == months(split + rows.dropFirst()))
    }

    @Test func aYearIsTwelveMonths() throws {
        let year = try report(["subscriptions.csv": subscriptions("s,a,1200.00,USD,year,2025-01-15,")])
        let month = try report(["subscriptions.csv": subscriptions("s,a,100.00,USD,month,2025-01-15,")])
        #expect(year.months == month.months)
    }

    @Test func anotherScaleOfTheCurrencyScalesAmountsAlone() throws {
        let scaled = [
            "s1,a,1200.00,USD,month,2025-01-03,2025-04-20", "s2,b,999.90,USD,month,2025-02-11,",
            "s4,c,3600.00,USD,year,2025-01-31,2025-05-31",
        ]
        let plain = [
            "s1,a,120.00,USD,month,2025-01-03,2025-04-20", "s2,b,99.99,USD,month,2025-02-11,",
            "s4,c,360.00,USD,year,2025-01-31,2025-05-31",
        ]
        for (large, small) in zip(try months(scaled), try months(plain)) {
            #expect(DecimalNumber(large.end)?.rounded(digits: 2) == DecimalNumber(small.end)?.rounded(digits: 3))
            #expect(large.logoChurn == small.logoChurn)
            #expect(large.netRevenueRetention == small.netRevenueRetention)
            #expect(large.quickRatio == small.quickRatio)
        }
    }

    @Test func theBridgeHoldsToTheCent() throws {
        func cents(_ text: String) -> Int64 { DecimalNumber(text)?.rounded(digits: 2) ?? .min }
        for month in try months(rows) {
            #expect(
                cents(month.start) + cents(month.new) + cents(month.expansion) + cents(month.reactivation)
                    - cents(month.contraction) - cents(month.churn) == cents(month.end)
            )
            if let gross = month.grossRevenueRetention, let net = month.netRevenueRetention {
                #expect(gross <= min(1, net))
            }
        }
    }

    /// The last instant of a month counts: a subscription that ends at midnight is still paid in the previous month.
    @Test(arguments: [
        ("2025-01-31T23:59:58Z", "0.00"), ("2025-02-01T00:00:00Z", "50.00"), ("2025-01-31", "0.00"),
        ("2025-02-01", "50.00"),
    ])
    func aMonthEndsAtItsLastInstant(end: String, revenue: String) throws {
        let document = try report(["subscriptions.csv": subscriptions("s,a,50.00,USD,month,2025-01-05,\(end)")])
        #expect(document.months.first?.end == revenue)
    }

    @Test func aMonthEndsInTheDeclaredZone() throws {
        // 23:30 in New York on the last day of January is February in UTC.
        let files = ["subscriptions.csv": subscriptions("s,a,50.00,USD,month,2025-01-31T23:30:00-05:00,")]
        #expect(try report(files).months.first?.month == "2025-02")
        let zone = try TimeZoneRule("America/New_York")
        let document = try report(files) { $0.zone = zone }
        #expect(document.months.first?.month == "2025-01")
        #expect(document.months.first?.end == "50.00")
    }
}
