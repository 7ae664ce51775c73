import HeadroomCustomers
import Testing

/// Intervals of rates, compared with published figures.
@Suite struct ObservedRateTests {
    /// Published figures of Wilson's interval.
    ///
    /// Source: R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998),
    /// table I, method 3.
    @Test(arguments: [
        (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718),
    ])
    func wilson(count: Int, trials: Int, low: Double, high: Double) throws {
        let interval = try #require(ObservedRate(count, of: trials).interval())
        #expect(abs(interval.low - low) < 5.1e-5 && abs(interval.high - high) < 5.1e-5)
    }

    /// Published figures of the hybrid score interval.
    ///
    /// Source: R. G. Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine
    /// 17 (1998), table II, method 10.
    @Test(arguments: [
        ([56, 70, 48, 80], 0.0524, 0.3339), ([9, 10, 3, 10], 0.1705, 0.8090), ([6, 7, 2, 7], 0.0582, 0.8062),
        ([5, 56, 0, 29], -0.0381, 0.1926), ([0, 10, 0, 20], -0.1611, 0.2775), ([0, 10, 0, 10], -0.2775, 0.2775),
        ([10, 10, 0, 20], 0.6791, 1), ([10, 10, 0, 10], 0.6075, 1),
    ])
    func newcombe(counts: [Int], low: Double, high: Double) throws {
        let difference = try #require(
            ObservedRate(counts[0], of: counts[1]).difference(from: ObservedRate(counts[2], of: counts[3]))
        )
        #expect(abs(difference.low - low) < 5.1e-5 && abs(difference.high - high) < 5.1e-5)
    }

    /// The 95 % quantiles of chi-square in published tables.
    @Test(arguments: [(1, 3.841459), (2, 5.991465), (3, 7.814728), (4, 9.487729), (5, 11.070498), (10, 18.307038)])
    func chiSquare(degreesOfFreedom: Int, point: Double) {
        let p = ObservedRate.upperTail(ofChiSquare: point, degreesOfFreedom: degreesOfFreedom)
        #expect(abs(p - 0.05) < 1e-7)
    }

    @Test func quantiles() {
        #expect(abs(ObservedRate.normalQuantile(0.975) - 1.959963984540054) < 1e-12)
        #expect(abs(ObservedRate.normalQuantile(0.995) - 2.575829303548901) < 1e-12)
    }

    @Test func nothingTriedHasNoRate() {
        let none = ObservedRate(0, of: 0)
        #expect(none.value == nil && none.interval() == nil && none.difference(from: ObservedRate(1, of: 2)) == nil)
        #expect(ObservedRate.equality([none, ObservedRate(10, of: 20)]) == nil)
    }
}
