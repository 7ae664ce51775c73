import RealModule

/// A measured value with the ends of its 95 % interval, in the unit of the field that holds it.
package struct Interval: Codable, Equatable, Sendable {
    package var value: Double
    package var low: Double
    package var high: Double

    package init(value: Double, low: Double, high: Double) {
        self.value = value
        self.low = low
        self.high = high
    }

    /// Half the width of the interval over the value; infinite where the value is zero.
    package var halfWidthRatio: Double {
        value == 0 ? .infinity : (high - low) / 2 / abs(value)
    }

    /// Whether two intervals have a point in common.
    package func overlaps(_ other: Interval) -> Bool {
        low <= other.high && other.low <= high
    }

    /// The ratio of two independent figures with its 95 % interval, from the intervals of both; nil where one of them
    /// does not lie above zero.
    ///
    /// Each end combines the errors of both in its direction, as squares added on the logarithms (Zou and Donner 2008,
    /// "Construction of confidence limits about effect measures", Statistics in Medicine 27, pages 1693 to 1702).
    /// Overlap of the two intervals is a weaker test: those of clearly different figures may overlap.
    ///
    /// - Parameter count: the number of ratios that must hold at once (Bonferroni, by the normal distribution, since
    ///   the degrees of freedom are unknown here).
    package init?(ratioOf numerator: Interval, to denominator: Interval, outOf count: Int = 1) {
        let ends = [numerator, denominator].flatMap { [$0.low, $0.value, $0.high] }
        guard ends.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
        func reach(_ from: Double, _ to: Double) -> Double { max(0, Double.log(to / from)) }
        let down = Double.hypot(
            reach(numerator.low, numerator.value),
            reach(denominator.value, denominator.high)
        )
        let up = Double.hypot(
            reach(numerator.value, numerator.high),
            reach(denominator.low, denominator.value)
        )
        let factor = Normal.quantile(1 - 0.025 / Double(max(1, count))) / Normal.quantile(0.975)
        let ratio = numerator.value / denominator.value
        self.init(value: ratio, low: ratio * Double.exp(-factor * down), high: ratio * Double.exp(factor * up))
    }
}

/// Step time, in seconds: the mean with its 95 % interval, and the spread of the steps.
package struct StepSeconds: Codable, Equatable, Sendable {
    package var mean: Double
    package var low: Double
    package var high: Double
    /// Median; steps reported together count with their mean.
    package var median: Double
    /// 95th percentile; steps reported together count with their mean.
    package var p95: Double

    package init(mean: Double, low: Double, high: Double, median: Double, p95: Double) {
        self.mean = mean
        self.low = low
        self.high = high
        self.median = median
        self.p95 = p95
    }
}

/// Distribution of a ratio from 0 to 1 over the readings of a trial.
package struct Distribution: Codable, Equatable, Sendable {
    package var mean: Double
    package var p10: Double
    package var p90: Double

    package init(mean: Double, p10: Double, p90: Double) {
        self.mean = mean
        self.p10 = p10
        self.p90 = p90
    }
}
