/// The mean difference of a figure between two kinds of training over the seeds that both were trained with.
///
/// The same seed gives both the same first weights and the same order of the samples, so that what a seed does to both
/// cancels: the error is that of the differences of pairs (Student 1908, "The probable error of a mean", Biometrika 6,
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
    ///   - others: the same figure of the trainings that they are compared with.
    ///   - resolution: the step in which the figures are counted, such as one of 355 test samples; 0 where they are not.
    ///     Figures that agree to the step do not agree to the last bit: what rounding hides counts as error.
    /// - Returns: nil with fewer than two common seeds, and where nothing says how large the error is.
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

    /// By how many standard errors the difference exceeds a bound.
    package func deviations(above bound: Double) -> Double { (value - bound) / standardError }
}

extension Sequence<Double> {
    /// The least distance between two values that are not equal: the step in which they are counted, where they are; nil
    /// where all are equal.
    package var resolution: Double? {
        let sorted = Set(self).sorted()
        return zip(sorted, sorted.dropFirst()).map { $1 - $0 }.min()
    }
}
