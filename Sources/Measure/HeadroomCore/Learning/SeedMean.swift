package import HeadroomSchema

/// The mean of a figure over trainings that differ only in their seed, with its 95 % interval.
package struct SeedMean: Codable, Equatable, Sendable {
    package var value: Double
    /// Null with one seed, which gives no spread.
    @Nullable package var low: Double?
    @Nullable package var high: Double?
    package var seeds: Int
    /// Standard deviation between the seeds; null with one.
    @Nullable package var deviation: Double?

    /// Nil without a value.
    ///
    /// - Parameter choices: the number of means from which this one is selected by its value: the interval then holds
    ///   for all of them at once (Bonferroni), and so for the selected one.
    package init?(_ values: [Double], outOf choices: Int = 1) {
        guard !values.isEmpty else { return nil }
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        (value, seeds) = (mean, values.count)
        (low, high, deviation) = (nil, nil, nil)
        guard values.count > 1 else { return }
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
        let quantile = StudentT.quantile(1 - 0.025 / Double(max(1, choices)), degreesOfFreedom: count - 1)
        let reach = quantile * (variance / count).squareRoot()
        (low, high, deviation) = (mean - reach, mean + reach, variance.squareRoot())
    }

    /// The interval; of zero width with one seed.
    package var interval: Interval { Interval(value: value, low: low ?? value, high: high ?? value) }

    /// Variance of the mean; nil with one seed.
    var variance: Double? { deviation.map { $0 * $0 / Double(seeds) } }
}
