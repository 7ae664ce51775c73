/// The mean difference of a figure between two kinds of training over their common seeds.
///
/// The same seed gives both the same initial weights and the same order of the samples, so that its effects on both
/// cancel: the error is that of the differences of pairs (Student 1908, "The probable error of a mean", Biometrika 6,
/// pages 1 to 25).
package struct SeedDifference: Equatable, Sendable {
    /// The mean of `figure - other` over the common seeds, in the unit of the figure.
    package let value: Double
    /// The standard error of the mean, in the unit of the figure.
    package let standardError: Double
    /// One less than the number of common seeds.
    package let degreesOfFreedom: Int

    /// - Parameters:
    ///   - figures: a figure of each training, by its seed.
    ///   - others: the same figure of the trainings to compare with.
    ///   - resolution: the step in which the figures are counted, such as one of 355 test samples; 0 for continuous
    ///     figures. Counted figures that agree may still differ by less than a step: that rounding counts as error.
    /// - Returns: nil with fewer than two common seeds, and where the error cannot be estimated.
    package init?(of figures: [Int?: Double], over others: [Int?: Double], resolution: Double) {
        let differences = figures.compactMap { seed, figure in others[seed].map { figure - $0 } }
        guard differences.count > 1 else { return nil }
        let count = Double(differences.count)
        let mean = differences.reduce(0, +) / count
        let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
        // Rounding to a step has a variance of a twelfth of its square, and a difference has two figures.
        let total = variance + resolution * resolution / 6
        guard total > 0 else { return nil }
        value = mean
        standardError = (total / count).squareRoot()
        degreesOfFreedom = differences.count - 1
    }

    /// Number of standard errors by which the difference exceeds a bound.
    package func deviations(above bound: Double) -> Double { (value - bound) / standardError }
}

extension Sequence<Double> {
    /// The smallest distance between two different values: their step, where they are counted; nil where all are equal.
    package var resolution: Double? {
        let sorted = Set(self).sorted()
        return zip(sorted, sorted.dropFirst()).map { $1 - $0 }.min()
    }
}
