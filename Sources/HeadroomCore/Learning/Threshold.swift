/// Up to which batch size the test measure stays within a tolerance of the best.
package struct Threshold: Codable, Equatable, Sendable {
    package var arm: Arm
    /// The largest batch size whose mean is within the tolerance; null where none is.
    @Nullable package var batchSize: Int?
    /// How sure that is; null with one seed.
    @Nullable package var probability: Double?
    /// The largest that is within it almost surely (97.5 %), and the largest of which it cannot be ruled out.
    @Nullable package var low: Int?
    @Nullable package var high: Int?
    /// Whether no larger one was tried.
    package var isLargestTried: Bool

    /// The mean of one batch size.
    package struct Point: Sendable {
        package var batchSize: Int
        package var mean: SeedMean

        package init(batchSize: Int, mean: SeedMean) {
            self.batchSize = batchSize
            self.mean = mean
        }
    }

    /// - Parameters:
    ///   - points: of the arm, as far as its trainings came to something; nil where there is none.
    ///   - largestTried: the largest batch size of the arm, whatever came of it.
    ///   - best: the best mean of all trainings that see as many samples.
    package init?(
        arm: Arm,
        points: [Point],
        largestTried: Int? = nil,
        best: SeedMean,
        measure: Measure,
        tolerance: Double
    ) {
        guard let largest = largestTried ?? points.map(\.batchSize).max(), !points.isEmpty else { return nil }
        self.arm = arm
        func isWithin(_ point: Point) -> Bool { measure.gain(of: point.mean.value, over: best.value) >= -tolerance }
        func sureness(_ point: Point) -> Double? {
            if point.mean == best { return best.seeds > 1 ? 1 : nil }
            return measure.isHigherBetter
                ? point.mean.probability(thatExceeds: best, by: -tolerance)
                : best.probability(thatExceeds: point.mean, by: -tolerance)
        }
        let within = points.filter(isWithin).max { $0.batchSize < $1.batchSize }
        batchSize = within?.batchSize
        isLargestTried = within?.batchSize == largest
        probability = within.flatMap(sureness)
        low = points.filter { sureness($0) ?? 0 >= 0.975 }.map(\.batchSize).max()
        high = points.filter { sureness($0) ?? 0 >= 0.025 }.map(\.batchSize).max()
    }
}
