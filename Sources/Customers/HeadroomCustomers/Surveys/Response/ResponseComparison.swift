/// Comparison of customers who answered a survey with those who did not, and the post-stratified statistic.
package struct ResponseComparison {
    /// Customers with the same level of a trait.
    package struct Level: Equatable, Sendable {
        package var name: String
        package var delivered: Int
        /// Scores of those who answered.
        package var scores: [Int]

        package init(name: String, delivered: Int, scores: [Int]) {
            self.name = name
            self.delivered = delivered
            self.scores = scores
        }

        var rate: ObservedRate { ObservedRate(scores.count, of: delivered) }
    }

    /// Post-stratified statistic.
    package struct Weighted: Equatable, Sendable {
        package var value: Double
        package var standardError: Double
    }

    /// Levels sorted by name, with small levels merged into one.
    package static func merged(_ levels: [Level]) -> [Level] {
        let delivered = levels.reduce(0) { $0 + $1.delivered }
        let answered = levels.reduce(0) { $0 + $1.scores.count }
        guard delivered > 0 else { return [] }
        let share = Double(answered) / Double(delivered)
        // With an expected count below 5 the distribution of chi-square does not hold.
        func isSmall(_ level: Level) -> Bool {
            Double(level.delivered) * min(share, 1 - share) < 5 || level.scores.count < fewestScores
        }
        var large = levels.filter { !isSmall($0) }
        let small = levels.filter(isSmall)
        if !small.isEmpty {
            var other = Level(name: "(other)", delivered: 0, scores: [])
            for level in small { other.add(level) }
            if isSmall(other), let place = large.indices.min(by: { large[$0].delivered < large[$1].delivered }) {
                large[place].add(other)
                large[place].name += " and others"
            } else {
                large.append(other)
            }
        }
        return large.map { level in
            var level = level
            level.scores.sort()
            return level
        }.sorted { $0.name < $1.name }
    }

    /// Smallest number of answers of a level; smaller levels are merged.
    private static let fewestScores = 5

    /// Statistic with each level weighted by its deliveries: `sum W m`, with the standard error
    /// `sqrt(sum W^2 s^2 / n)`.
    ///
    /// - Returns: nil where a level has fewer than two answers.
    package static func weighted(_ levels: [Level], scale: SurveyScale) -> Weighted? {
        let delivered = levels.reduce(0) { $0 + $1.delivered }
        guard delivered > 0, levels.allSatisfy({ $0.scores.count > 1 }) else { return nil }
        var (value, variance) = (0.0, 0.0)
        for level in levels {
            let weight = Double(level.delivered) / Double(delivered)
            let contributions = level.scores.map(scale.contribution)
            let count = Double(contributions.count)
            let mean = contributions.reduce(0, +) / count
            let squares = contributions.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            value += weight * mean
            variance += weight * weight * squares / (scale == .ces ? count - 1 : count) / count
        }
        return Weighted(value: value, standardError: variance.squareRoot())
    }

    /// Adjusted p values (Holm, 1979).
    package static func holm(_ values: [Double]) -> [Double] {
        var adjusted = values
        var largest = 0.0
        for (rank, index) in values.indices.sorted(by: { (values[$0], $0) < (values[$1], $1) }).enumerated() {
            largest = max(largest, min(1, values[index] * Double(values.count - rank)))
            adjusted[index] = largest
        }
        return adjusted
    }
}

extension ResponseComparison.Level {
    fileprivate mutating func add(_ other: Self) {
        delivered += other.delivered
        scores += other.scores
    }
}
