/// Area under the ROC curve with its standard error (DeLong, DeLong and Clarke-Pearson, 1988).
package struct AreaUnderCurve: Equatable, Sendable {
    package let value: Double
    package let standardError: Double

    /// Creates the area; nil for fewer than two scores of a label.
    package init?(scores: [Double], labels: [Bool]) {
        let positives = zip(scores, labels).filter(\.1).map(\.0).sorted()
        let negatives = zip(scores, labels).filter { !$0.1 }.map(\.0).sorted()
        guard positives.count > 1, negatives.count > 1 else { return nil }
        // Share of the other label's scores below each score; ties count half.
        let ofPositives = Self.placements(positives, among: negatives)
        let ofNegatives = Self.placements(negatives, among: positives).map { 1 - $0 }
        let mean = ofPositives.reduce(0, +) / Double(positives.count)
        func variance(_ values: [Double]) -> Double {
            values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
        }
        value = mean
        standardError =
            (variance(ofPositives) / Double(positives.count) + variance(ofNegatives) / Double(negatives.count))
            .squareRoot()
    }

    /// Whether the 95 % interval lies above 0.5.
    package var beatsChance: Bool { value - 1.96 * standardError > 0.5 }

    /// Share of `others` below each score, in ascending order of the scores; ties count half.
    ///
    /// - Parameters: both in ascending order.
    private static func placements(_ scores: [Double], among others: [Double]) -> [Double] {
        var (below, through) = (0, 0)
        return scores.map { score in
            while below < others.count, others[below] < score { below += 1 }
            through = max(through, below)
            while through < others.count, others[through] <= score { through += 1 }
            return Double(below + through) / 2 / Double(others.count)
        }
    }
}
