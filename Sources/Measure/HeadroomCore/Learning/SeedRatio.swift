package import HeadroomSchema

/// The ratio of two means over the same seeds, with its 95 % interval from the errors of both and their covariance.
///
/// The interval holds the ratios r for which the mean of `numerator - r denominator` is zero by Student's t test.
/// Source: Fieller 1954, "Some problems in interval estimation", Journal of the Royal Statistical Society B 16, pages
/// 175 to 185.
package struct SeedRatio: Codable, Equatable, Sendable {
    package var value: Double
    /// Null with one seed, and where the denominator is not clearly above zero: then no ratio can be excluded.
    @Nullable package var low: Double?
    @Nullable package var high: Double?

    /// Nil without a pair, and where the mean of the denominators is not above zero.
    ///
    /// - Parameter pairs: one for each seed.
    package init?(_ pairs: [(numerator: Double, denominator: Double)]) {
        guard let top = SeedMean(pairs.map(\.numerator)), let bottom = SeedMean(pairs.map(\.denominator)),
            bottom.value > 0
        else { return nil }
        value = top.value / bottom.value
        (low, high) = (nil, nil)
        guard pairs.count > 1, let topVariance = top.variance, let bottomVariance = bottom.variance else { return }
        let count = Double(pairs.count)
        let products = pairs.reduce(0) { $0 + ($1.numerator - top.value) * ($1.denominator - bottom.value) }
        let covariance = products / (count - 1) / count
        let quantile = StudentT.quantile(0.975, degreesOfFreedom: count - 1)
        // (top - r bottom)^2 = t^2 var(top - r bottom), a quadratic equation in r. Its discriminant is written so that
        // // nothing large cancels where the errors are small.
        let square = quantile * quantile
        let leading = bottom.value * bottom.value - square * bottomVariance
        let middle = top.value * bottom.value - square * covariance
        guard leading > 0 else { return }
        let spread =
            top.value * top.value * bottomVariance - 2 * top.value * bottom.value * covariance
            + bottom.value * bottom.value * topVariance
        let common = topVariance * bottomVariance - covariance * covariance
        let reach = max(0, square * (spread - square * common)).squareRoot()
        (low, high) = ((middle - reach) / leading, (middle + reach) / leading)
    }
}
