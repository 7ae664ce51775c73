import Glibc

/// A count out of a number of trials, with the confidence interval of its rate.
package struct ObservedRate: Equatable, Sendable {
    package let count: Int
    package let trials: Int

    package init(_ count: Int, of trials: Int) {
        self.count = count
        self.trials = trials
    }

    /// nil where there are no trials.
    package var value: Double? { trials == 0 ? nil : Double(count) / Double(trials) }

    /// Wilson's score interval (1927; method 3 of Newcombe, 1998); nil where there are no trials.
    ///
    /// - Parameter z: quantile of the normal distribution; 1.96 for 95 %.
    package func interval(z: Double = ObservedRate.normalQuantile(0.975)) -> (low: Double, high: Double)? {
        guard trials > 0 else { return nil }
        let (n, p, square) = (Double(trials), Double(count) / Double(trials), z * z)
        let center = (p + square / (2 * n)) / (1 + square / n)
        let half = z / (1 + square / n) * (p * (1 - p) / n + square / (4 * n * n)).squareRoot()
        return (count == 0 ? 0 : max(0, center - half), count == trials ? 1 : min(1, center + half))
    }

    /// Difference from another rate, with Newcombe's hybrid score interval (method 10 of Newcombe, 1998); nil where
    /// either has no trials.
    package func difference(
        from other: ObservedRate,
        z: Double = ObservedRate.normalQuantile(0.975)
    ) -> (value: Double, low: Double, high: Double)? {
        guard let own = value, let theirs = other.value, let a = interval(z: z), let b = other.interval(z: z) else {
            return nil
        }
        func root(_ first: Double, _ second: Double) -> Double { (first * first + second * second).squareRoot() }
        let value = own - theirs
        return (value, value - root(own - a.low, b.high - theirs), value + root(a.high - own, theirs - b.low))
    }

    /// Quantile of the standard normal distribution, by bisection of its distribution function.
    package static func normalQuantile(_ probability: Double) -> Double {
        var (low, high) = (-40.0, 40.0)
        for _ in 0..<100 {
            let middle = (low + high) / 2
            if 0.5 * erfc(-middle / 2.0.squareRoot()) < probability { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    /// Pearson's test that all rates are equal.
    ///
    /// - Returns: nil for fewer than two rates, and where an expected count is below 5, so that the distribution of
    ///   chi-square does not hold.
    package static func equality(_ rates: [ObservedRate]) -> (chiSquare: Double, degreesOfFreedom: Int, p: Double)? {
        let rates = rates.filter { $0.trials > 0 }
        let (count, trials) = rates.reduce((0, 0)) { ($0.0 + $1.count, $0.1 + $1.trials) }
        guard rates.count > 1 else { return nil }
        let share = Double(count) / Double(trials)
        var sum = 0.0
        for rate in rates {
            let (yes, no) = (share * Double(rate.trials), (1 - share) * Double(rate.trials))
            guard min(yes, no) >= 5 else { return nil }
            let difference = Double(rate.count) - yes
            sum += difference * difference * (1 / yes + 1 / no)
        }
        return (sum, rates.count - 1, upperTail(ofChiSquare: sum, degreesOfFreedom: rates.count - 1))
    }

    /// Probability of a larger chi-square (Abramowitz and Stegun, 26.4.4 and 26.4.5).
    package static func upperTail(ofChiSquare x: Double, degreesOfFreedom count: Int) -> Double {
        guard x > 0 else { return 1 }
        let half = x / 2
        // The sum of (x/2)^a e^(-x/2) / Γ(a + 1), for a = 0, 1, … or 1/2, 3/2, ….
        var exponent = count.isMultiple(of: 2) ? 0.0 : 0.5
        var sum = count.isMultiple(of: 2) ? 0.0 : erfc(half.squareRoot())
        while exponent < Double(count) / 2 - 0.25 {
            sum += exp(exponent * log(half) - half - SpecialFunctions.logGamma(exponent + 1))
            exponent += 1
        }
        return min(1, sum)
    }
}
