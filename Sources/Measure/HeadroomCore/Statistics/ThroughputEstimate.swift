/// Throughput and mean step time at one batch size, with their 95 % intervals.
///
/// Throughput is a ratio of sums, samples over seconds: loaders deliver in bursts, which biases a mean of ratios or a
/// median step time upward. Its variance is the limit of a bootstrap over blocks (the infinitesimal jackknife; Efron,
/// 1982), so nothing is resampled. With several starts the unit is the start, since starts of a process differ in ways
/// that the blocks of a single one cannot show; with few units Student's quantile replaces the normal one, which is too
/// small.
package struct ThroughputEstimate: Equatable, Sendable {
    package var samplesPerSecond: Interval
    package var stepSeconds: Interval
    package var steps: Int
    package var samples: Int
    /// Standard error of the mean step time, relative to it.
    package var relativeStandardError: Double
    /// Squared relative standard deviation between starts; nil with fewer than two.
    package var relativeVarianceOfStarts: Double?

    /// Variance between starts, over all batch sizes of a sweep.
    ///
    /// Three starts alone barely determine their variance. Batch sizes of one sweep share their machine, so each
    /// variance is shrunk toward their common one, and gains its degrees of freedom (moderated t; Smyth, Statistical
    /// Applications in Genetics and Molecular Biology 3, 2004).
    package struct CommonVariance: Equatable, Sendable {
        package var relativeVariance: Double
        package var degreesOfFreedom: Double

        package init(relativeVariance: Double, degreesOfFreedom: Double) {
            self.relativeVariance = relativeVariance
            self.degreesOfFreedom = degreesOfFreedom
        }

        /// Estimates the common variance of several batch sizes; nil with fewer than three.
        ///
        /// The median is robust to one disturbed batch size. With four degrees of freedom, a batch size whose starts
        /// really differ more keeps most of its own variance.
        package init?(of estimates: [ThroughputEstimate]) {
            let variances = estimates.compactMap(\.relativeVarianceOfStarts).sorted()
            guard variances.count >= 3 else { return nil }
            self.init(relativeVariance: variances[variances.count / 2], degreesOfFreedom: 4)
        }
    }

    /// Estimates from the blocks of one or several starts; nil where there is no estimate.
    package init?(starts: [[Block]], common: CommonVariance? = nil) {
        let starts = starts.filter { !$0.isEmpty }
        guard let throughput = Ratio(starts, common: common, { Double($0.samples) }),
            let rate = Ratio(starts, common: common, { Double($0.steps) })
        else { return nil }
        steps = starts.joined().reduce(0) { $0 + $1.steps }
        samples = starts.joined().reduce(0) { $0 + $1.samples }
        samplesPerSecond = Interval(
            value: throughput.value,
            low: throughput.value * max(0, 1 - throughput.halfWidthRatio),
            high: throughput.value * (1 + throughput.halfWidthRatio)
        )
        stepSeconds = Interval(
            value: 1 / rate.value,
            low: 1 / rate.value * max(0, 1 - rate.halfWidthRatio),
            high: 1 / rate.value * (1 + rate.halfWidthRatio)
        )
        relativeStandardError = rate.relativeStandardError
        relativeVarianceOfStarts = throughput.relativeVarianceOfStarts
    }
}

/// A count per time, with its relative standard error.
private struct Ratio {
    var value: Double
    var relativeStandardError: Double
    var degreesOfFreedom: Double
    var relativeVarianceOfStarts: Double?

    init?(_ starts: [[Block]], common: ThroughputEstimate.CommonVariance?, _ count: (Block) -> Double) {
        let all = starts.joined()
        let seconds = all.reduce(0) { $0 + $1.seconds }
        let total = all.reduce(0) { $0 + count($1) }
        guard seconds > 0, total > 0 else { return nil }
        let value = total / seconds
        self.value = value

        /// Squared relative standard error of the ratio with `units` as the resampled units.
        func relativeVariance(_ units: some Collection<(count: Double, seconds: Double)>) -> Double? {
            guard units.count >= 2 else { return nil }
            let squares = units.reduce(0) { sum, unit in
                let residual = (unit.count - value * unit.seconds) / (value * seconds)
                return sum + residual * residual
            }
            return squares * Double(units.count) / Double(units.count - 1)
        }

        let blocks = relativeVariance(all.map { (count($0), $0.seconds) })
        let perStart = starts.map { start in
            (count: start.reduce(0) { $0 + count($1) }, seconds: start.reduce(0) { $0 + $1.seconds })
        }
        guard let between = relativeVariance(perStart) else {
            // A single block does not show its noise, and a figure needs an interval.
            guard let blocks else { return nil }
            relativeStandardError = blocks.squareRoot()
            degreesOfFreedom = Double(all.count - 1)
            return
        }
        let units = Double(perStart.count)
        var variance = between
        degreesOfFreedom = units - 1
        relativeVarianceOfStarts = between * units
        if let common {
            let prior = common.degreesOfFreedom
            variance =
                (prior * common.relativeVariance / units + degreesOfFreedom * between) / (prior + degreesOfFreedom)
            degreesOfFreedom += prior
        }
        // Starts that by chance agree better than their own blocks do not make the figure more certain than the blocks.
        relativeStandardError = max(variance, blocks ?? 0).squareRoot()
    }

    var halfWidthRatio: Double {
        StudentT.quantile(0.975, degreesOfFreedom: degreesOfFreedom) * relativeStandardError
    }
}
