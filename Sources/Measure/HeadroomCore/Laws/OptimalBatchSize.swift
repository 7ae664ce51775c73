import RealModule

/// The batch sizes of the lowest cost of a target, in closed form.
///
/// A target takes `S(b) = Smin (1 + Bc / b)` steps (McCandlish et al. 2018, arXiv 1812.06162, equation 2.11). With a
/// cost `p + q b` for each, the cost to the target, `S(b) (p + q b)`, is least at `sqrt((p / q) Bc)`: the geometric
/// mean of the batch sizes beyond which hardware and statistics gain little from larger batches.
package enum OptimalBatchSize {
    /// The optimum for a cost ratio `p / q` and a critical batch size, each with its interval.
    ///
    /// The ratio is `b_half = a / c` for time, and `e0 / e1` for energy. Their errors are assumed independent and add
    /// up on the logarithms.
    package static func geometricMean(costRatio: Interval, criticalBatchSize: Interval) -> Interval {
        let value = (costRatio.value * criticalBatchSize.value).squareRoot()
        func reach(_ interval: Interval) -> Double {
            (Double.log(interval.high) - Double.log(interval.low)) / 2
        }
        let half = 0.5 * Double.hypot(reach(costRatio), reach(criticalBatchSize))
        return Interval(value: value, low: value * Double.exp(-half), high: value * Double.exp(half))
    }
}
