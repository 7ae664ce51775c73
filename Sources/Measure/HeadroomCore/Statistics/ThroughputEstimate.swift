/// Throughput and mean step time of one batch size, with their 95 % intervals.
///
/// Throughput is a ratio of sums, samples over seconds: loaders deliver in bursts, and a mean of ratios or a median
/// step would flatter it. Its variance is the one that a bootstrap over blocks converges to (the infinitesimal
/// jackknife; Efron, 1982), so nothing is drawn. With several starts the unit is the start, since each start of a process
/// brings differences of its own, which the blocks of a single one cannot show; with few units the normal quantile is
/// too small, so it is Student's.
package struct ThroughputEstimate: Equatable, Sendable {
    package var samplesPerSecond: Interval
    package var stepSeconds: Interval
    package var steps: Int
    package var samples: Int
    /// The standard error of the mean step time, relative to it.
    package var relativeStandardError: Double
    /// The squared relative standard deviation between starts; nil with fewer than two.
    package var relativeVarianceOfStarts: Double?

    /// What other batch sizes of a sweep say about how much starts differ.
    ///
    /// Three starts by themselves leave their variance all but unknown. Batch sizes of one sweep share their machine, so
    /// each variance is drawn toward their common one, and gains its degrees of freedom (moderated t; Smyth, Statistical
    /// Applications in Genetics and Molecular Biology 3, 2004).
    package struct CommonVariance: Equatable, Sendable {
        package var relativeVariance: Double
        package var degreesOfFreedom: Double

        package init(relativeVariance: Double, degreesOfFreedom: Double) {
            self.relativeVariance = relativeVariance
            self.degreesOfFreedom = degreesOfFreedom
        }

        /// The common variance of several batch sizes; nil with fewer than three.
        ///
        /// The median is not drawn away by the one batch size that was disturbed. Four degrees of freedom let a batch
        /// size whose starts really differ more keep most of its own variance.
        package init?(of estimates: [ThroughputEstimate]) {
            let variances = estimates.compactMap(\.relativeVarianceOfStarts).sorted()
            guard variances.count >= 3 else { return nil }
            self.init(relativeVariance: variances[variances.count / 2], degreesOfFreedom: 4)
        }
    }

    /// The estimate from the blocks of one or several starts; nil where nothing can be said.
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

/// A count over a time, with its standard error relative to it.
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

        /// The squared relative standard error of the ratio when `units` are what is drawn.
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
            // A single block says nothing of its noise, and a figure without an interval is none.
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
        // Starts that agree by chance better than their own blocks do not make the figure better than these.
        relativeStandardError = max(variance, blocks ?? 0).squareRoot()
    }

    var halfWidthRatio: Double {
        StudentT.quantile(0.975, degreesOfFreedom: degreesOfFreedom) * relativeStandardError
    }
}
