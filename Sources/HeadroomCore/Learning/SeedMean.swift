/// The mean of a figure over trainings that differ in their seed alone, with its 95 % interval.
package struct SeedMean: Codable, Equatable, Sendable {
    package var value: Double
    /// null with one seed only, which says nothing of the spread.
    @Nullable package var low: Double?
    @Nullable package var high: Double?
    package var seeds: Int
    /// The standard deviation between the seeds; null with one.
    @Nullable package var deviation: Double?

    /// nil without a value.
    package init?(_ values: [Double]) {
        guard !values.isEmpty else { return nil }
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        (value, seeds) = (mean, values.count)
        (low, high, deviation) = (nil, nil, nil)
        guard values.count > 1 else { return }
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
        let reach = StudentT.quantile(0.975, degreesOfFreedom: count - 1) * (variance / count).squareRoot()
        (low, high, deviation) = (mean - reach, mean + reach, variance.squareRoot())
    }

    /// The interval; of no width where there is but one seed.
    package var interval: Interval { Interval(value: value, low: low ?? value, high: high ?? value) }

    /// The variance of the mean; nil with one seed.
    var variance: Double? { deviation.map { $0 * $0 / Double(seeds) } }

    /// How likely the true difference to another mean is at least `bound`, by Welch's (1947) t test; nil where one of the
    /// two has one seed only.
    package func probability(thatExceeds other: SeedMean, by bound: Double) -> Double? {
        guard let first = variance, let second = other.variance else { return nil }
        let margin = value - other.value - bound
        let sum = first + second
        guard sum > 0 else { return margin >= 0 ? 1 : 0 }
        let freedom = sum * sum / (first * first / Double(seeds - 1) + second * second / Double(other.seeds - 1))
        return StudentT.cumulative(margin / sum.squareRoot(), degreesOfFreedom: freedom)
    }
}
