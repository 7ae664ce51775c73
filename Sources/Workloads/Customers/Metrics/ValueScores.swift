/// Scores of expected values.
package enum ValueScores {
    /// Relative difference of the sums: 0.1 where the expected sum is 10 % too large; nil where the values sum to 0.
    package static func totalBias(_ expected: [Double], _ values: [Double]) -> Double? {
        let total = values.reduce(0, +)
        return total > 0 ? expected.reduce(0, +) / total - 1 : nil
    }

    /// Root of the mean squared difference.
    package static func rootMeanSquare(_ expected: [Double], _ values: [Double]) -> Double {
        let sum = zip(expected, values).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        return (sum / Double(max(1, values.count))).squareRoot()
    }

    /// Spearman's rank correlation, ties with their mean rank; nil where one side is constant.
    package static func spearman(_ expected: [Double], _ values: [Double]) -> Double? {
        let (first, second) = (ranks(expected), ranks(values))
        let mean = Double(values.count - 1) / 2
        var (both, left, right) = (0.0, 0.0, 0.0)
        for (x, y) in zip(first, second) {
            both += (x - mean) * (y - mean)
            left += (x - mean) * (x - mean)
            right += (y - mean) * (y - mean)
        }
        return left > 0 && right > 0 ? both / (left * right).squareRoot() : nil
    }

    private static func ranks(_ numbers: [Double]) -> [Double] {
        let order = Ranking.order(numbers)
        var ranks = [Double](repeating: 0, count: numbers.count)
        var place = 0
        while place < order.count {
            var end = place
            while end < order.count, numbers[order[end]] == numbers[order[place]] { end += 1 }
            for index in place..<end { ranks[order[index]] = Double(place + end - 1) / 2 }
            place = end
        }
        return ranks
    }

    /// Gini coefficient of the values in the order of the expected values, divided by that in their own order: 1 for a
    /// perfect order, 0 for a random one.
    ///
    /// Rows with equal expected values share their values evenly.
    package static func normalizedGini(_ expected: [Double], _ values: [Double]) -> Double? {
        guard let best = gini(values, values), best > 0 else { return nil }
        return gini(expected, values).map { $0 / best }
    }

    /// Twice the area between the Lorenz curve of the values in ascending order of the scores and the diagonal.
    private static func gini(_ scores: [Double], _ values: [Double]) -> Double? {
        let total = values.reduce(0, +)
        guard total > 0 else { return nil }
        let order = Ranking.order(scores)
        var (place, before, area) = (0, 0.0, 0.0)
        while place < order.count {
            var (end, sum) = (place, 0.0)
            while end < order.count, scores[order[end]] == scores[order[place]] {
                sum += values[order[end]]
                end += 1
            }
            area += Double(end - place) * (before + sum / 2)
            before += sum
            place = end
        }
        return 1 - 2 * area / (Double(values.count) * total)
    }

    /// A tenth of the rows by expected value.
    package struct Decile: Sendable, Equatable {
        package var rows: Int
        package var expected: Double
        package var value: Double
    }

    /// Mean expected value and mean value of each tenth, by descending expected value.
    package static func deciles(_ expected: [Double], _ values: [Double]) -> [Decile] {
        let order = Array(Ranking.order(expected).reversed())
        return (0..<10).compactMap { part in
            let rows = order[order.count * part / 10..<order.count * (part + 1) / 10]
            guard !rows.isEmpty else { return nil }
            let count = Double(rows.count)
            return Decile(
                rows: rows.count,
                expected: rows.reduce(0) { $0 + expected[$1] } / count,
                value: rows.reduce(0) { $0 + values[$1] } / count
            )
        }
    }
}
