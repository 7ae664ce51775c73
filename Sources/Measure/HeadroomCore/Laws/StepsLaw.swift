import RealModule

/// Steps to a target quality `S(b) = Smin (1 + Bc / b)`.
///
/// Source: McCandlish et al. 2018, arXiv 1812.06162, equation 2.11.
package struct StepsLaw: Equatable, Sendable {
    /// The steps that even an endless batch needs.
    package var leastSteps: Double
    /// The critical batch size Bc: there both steps and samples are twice their least.
    package var criticalBatchSize: Double

    package init(leastSteps: Double, criticalBatchSize: Double) {
        self.leastSteps = leastSteps
        self.criticalBatchSize = criticalBatchSize
    }

    package func steps(_ batchSize: Double) -> Double {
        leastSteps * (1 + criticalBatchSize / batchSize)
    }

    /// `E(b) = b S(b)`.
    package func samples(_ batchSize: Double) -> Double {
        batchSize * steps(batchSize)
    }
}

/// The batch sizes at which a target costs least, in closed form.
///
/// With a cost `p + q b` for each step, the cost to the target, `S(b) (p + q b)`, is least at `sqrt((p / q) Bc)`: the
/// geometric mean of where the hardware and where the statistics stop rewarding larger batches.
package enum OptimalBatchSize {
    /// The optimum for a ratio `p / q` of the costs and a critical batch size, each with its interval.
    ///
    /// The ratio is `b_half = a / c` for time, and `e0 / e1` for energy. The errors of both are taken as independent and
    /// add up on the logarithms.
    package static func geometricMean(costRatio: Interval, criticalBatchSize: Interval) -> Interval {
        let value = (costRatio.value * criticalBatchSize.value).squareRoot()
        func reach(_ interval: Interval) -> Double {
            (Double.log(interval.high) - Double.log(interval.low)) / 2
        }
        let half = 0.5 * Double.hypot(reach(costRatio), reach(criticalBatchSize))
        return Interval(value: value, low: value * Double.exp(-half), high: value * Double.exp(half))
    }
}
