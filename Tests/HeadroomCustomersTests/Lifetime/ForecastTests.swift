import HeadroomCustomers
import Testing

/// Expected customer values, their discount and their intervals.
@Suite struct ForecastTests {
    /// Values of lifetimes 0.11.3, customer_lifetime_value(time=12, discount_rate=.01, freq="W") at its fits of BG/NBD
    /// and Gamma-Gamma: customers 1 to 3 and the total.
    @Test func valuesOfCDNOW() throws {
        let data = try CDNOW()
        let horizon = LifetimeHorizon(months: 12, month: 4.345, discount: 0.01)
        let fit = try BetaGeometricNBD.fit(data.histories)
        let values = try GammaGamma.fit(data.observations)
        func value(_ histories: [PurchaseHistory], margin: Double = 1) throws -> ExpectedAmount {
            try #require(
                LifetimeForecast.value(
                    BetaGeometricNBD.self,
                    fit,
                    values: values,
                    histories,
                    horizon,
                    grossMargin: margin
                )
            )
        }
        for (customer, known) in zip(data.customers, [36.2785, 4.6375, 8.3441]) {
            #expect(isClose(try value([customer]).value, known, within: 1e-4))
        }
        let all = try value(data.histories)
        #expect(isClose(all.value, 71_509.8993, within: 1e-4), "\(all)")
        #expect(all.low < all.value && all.value < all.high)
        #expect(isClose(try value(data.histories, margin: 0.3).value, 0.3 * all.value, within: 1e-12))
    }

    /// Share of simulations in which the interval contains the expectation under the true parameters.
    @Test func intervalsOfExpectedPurchasesHoldTheTruth() throws {
        let truth = [0.8, 6, 1.2, 2.5]
        let model = BetaGeometricNBD(truth)
        var hits = 0
        for seed in 0..<200 {
            var simulated = SimulatedCustomers(seed: UInt64(5000 + seed))
            let histories = simulated.betaGeometric(truth, early: false, count: 500).histories
            let fit = try BetaGeometricNBD.fit(histories, starts: [truth])
            let expected = LifetimeForecast.purchases(BetaGeometricNBD.self, fit, histories, within: 52)
            let known = histories.reduce(0) { $0 + $1.customers * model.expectedPurchases($1, within: 52) }
            if (expected.low...expected.high).contains(known) { hits += 1 }
        }
        #expect((176...198).contains(hits), "\(hits) of 200")
    }

    /// If all customers have the same churn (large alpha and beta), the expected periods are a geometric series.
    @Test func contractsOfOneChurnAreAGeometricSeries() {
        let model = ShiftedBetaGeometric([1e7, 9e7])
        let ratio = 0.9 / 1.01
        let series = ratio * (1 - (0..<12).reduce(1.0) { power, _ in power * ratio }) / (1 - ratio)
        #expect(isClose(model.expectedPeriods(after: 5, next: 12, discount: 0.01), series, within: 1e-6))
        #expect(isClose(model.survival(3), 0.729, within: 1e-6))
        #expect(isClose(model.retention(3), 0.9, within: 1e-6))
    }
}
