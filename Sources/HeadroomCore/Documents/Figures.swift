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
}

/// How long one step took, in seconds: the mean with its 95 % interval, and the spread of the steps.
package struct StepSeconds: Codable, Equatable, Sendable {
    package var mean: Double
    package var low: Double
    package var high: Double
    /// Half of the steps took no longer; steps reported together count with their mean.
    package var median: Double
    /// 95 of 100 steps took no longer; steps reported together count with their mean.
    package var p95: Double

    package init(mean: Double, low: Double, high: Double, median: Double, p95: Double) {
        self.mean = mean
        self.low = low
        self.high = high
        self.median = median
        self.p95 = p95
    }
}

/// How a ratio from 0 to 1 was distributed over the readings of a trial.
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
