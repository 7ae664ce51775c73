import Glibc

/// Standardization of profiles into points, learned from some of the customers.
///
/// A number has mean 0 and variance 1; a skewed number `x` is first replaced by `log(1 + x)`. A marker has a column of
/// zeros and ones for each frequent value, scaled so that their variances add up to 1, as the variance of a number.
struct TraitScale: Sendable {
    struct Number: Sendable {
        let index: Int
        let isLogarithmic: Bool
        let mean: Double
        let deviation: Double

        func standardized(_ value: Double) -> Double {
            ((isLogarithmic ? log1p(max(0, value)) : value) - mean) / deviation
        }
    }

    struct Marker: Sendable {
        let index: Int
        /// Frequent values in ascending order; other and missing values share the last column.
        let levels: [String]
        /// Shares of the columns.
        let shares: [Double]
        let deviation: Double

        func column(_ value: String?) -> Int { value.flatMap { levels.firstIndex(of: $0) } ?? levels.count }
    }

    private(set) var numbers: [Number] = []
    private(set) var markers: [Marker] = []

    /// Smallest share of a value with a column of its own.
    private static let leastShare = 0.05
    /// Largest share of the most frequent value of a trait that is kept.
    private static let greatestShare = 0.95
    private static let greatestSkewness = 1.0

    init(_ profiles: CustomerProfiles, rows: [Int]) {
        let count = Double(rows.count)
        for (index, number) in profiles.numbers.enumerated() {
            var values = rows.map { number.values[$0] }
            let counts = values.reduce(into: [:]) { $0[$1, default: 0] += 1 } as [Double: Int]
            guard Double(counts.values.max() ?? 0) <= Self.greatestShare * count else { continue }
            let isLogarithmic = Self.skewness(values) > Self.greatestSkewness && (values.min() ?? -1) >= 0
            if isLogarithmic { values = values.map { log1p($0) } }
            let (mean, deviation) = Self.moments(values)
            guard deviation > 1e-9 * max(1, abs(mean)) else { continue }
            numbers.append(Number(index: index, isLogarithmic: isLogarithmic, mean: mean, deviation: deviation))
        }
        for (index, marker) in profiles.markers.enumerated() {
            let counts =
                rows.reduce(into: [:]) { counts, row in
                    if let value = marker.values[row] { counts[value, default: 0] += 1 }
                } as [String: Int]
            let levels = counts.filter { Double($0.value) >= Self.leastShare * count }.keys.sorted()
            let known = levels.map { Double(counts[$0] ?? 0) / count }
            let shares = known + [max(0, 1 - known.reduce(0, +))]
            guard (shares.max() ?? 1) <= Self.greatestShare else { continue }
            let variance = shares.reduce(0) { $0 + $1 * (1 - $1) }
            markers.append(Marker(index: index, levels: levels, shares: shares, deviation: variance.squareRoot()))
        }
    }

    func points(_ profiles: CustomerProfiles, rows: [Int]) -> PointSet {
        var traits: [PointSet.Trait] = []
        var width = 0
        for _ in numbers {
            traits.append(.init(columns: width..<width + 1, isNumber: true))
            width += 1
        }
        for marker in markers {
            traits.append(.init(columns: width..<width + marker.shares.count, isNumber: false))
            width += marker.shares.count
        }
        var values: [Double] = []
        values.reserveCapacity(rows.count * width)
        for row in rows {
            for number in numbers { values.append(number.standardized(profiles.numbers[number.index].values[row])) }
            for marker in markers {
                let own = marker.column(profiles.markers[marker.index].values[row])
                for (column, share) in marker.shares.enumerated() {
                    values.append(((column == own ? 1 : 0) - share) / marker.deviation)
                }
            }
        }
        return PointSet(width: width, traits: traits, values: values)
    }

    static func moments(_ values: [Double]) -> (mean: Double, deviation: Double) {
        let count = Double(max(1, values.count))
        let mean = values.reduce(0, +) / count
        return (mean, (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot())
    }

    static func skewness(_ values: [Double]) -> Double {
        let (mean, deviation) = moments(values)
        guard deviation > 0 else { return 0 }
        return values.reduce(0) { $0 + pow(($1 - mean) / deviation, 3) } / Double(values.count)
    }
}
