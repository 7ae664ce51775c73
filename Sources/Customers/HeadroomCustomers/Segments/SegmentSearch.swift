import Glibc
import HeadroomNumerics

/// Search for a number of clusters, from 2 to 6, that is supported by the points.
///
/// A clustering is accepted where
/// - its spread is smaller than that of clusterings of all points without segments (``ReferencePoints``), by a tenth or
///   more of their mean,
/// - clusterings of bootstrap samples agree with it (median adjusted Rand index of ``leastStability`` or more), and
///   more than they do for points without segments,
/// - each cluster has 5 % of the points or more.
/// Of several accepted numbers, the largest of those about as stable as the most stable one is the best.
package struct SegmentSearch: Sendable {
    package struct Candidate: Sendable {
        package let clustering: KMeans
        /// Spread relative to the one around the mean of all points.
        let spread: Double
        /// Mean relative spread of points without segments, of the kind with the smaller mean.
        var expectedSpread: Double
        /// Whether the spread is below that of all points without segments.
        var isTighter: Bool
        /// Median adjusted Rand index over bootstrap samples; nil where it was not measured.
        var stability: Double?
        /// Median adjusted Rand index over bootstrap samples of points without segments; nil where it was not measured.
        var referenceStability: Double?
        let smallestShare: Double

        package var clusterCount: Int { clustering.clusterCount }
        var gap: Double { log(max(expectedSpread, 1e-12)) - log(max(spread, 1e-12)) }

        var hasSmallSpread: Bool { isTighter && spread <= SegmentSearch.greatestRatio * expectedSpread }
        var isSegmentation: Bool {
            guard let stability, let referenceStability else { return false }
            return hasSmallSpread && smallestShare >= SegmentSearch.leastShare
                && stability >= SegmentSearch.leastStability && stability >= referenceStability
        }
    }

    private(set) var candidates: [Candidate] = []

    /// Accepted clustering; nil without one.
    package var best: Candidate? {
        candidates.filter(\.isSegmentation).max { $0.gap < $1.gap }
    }

    static let clusterCounts = 2...6
    static let leastStability = 0.8
    static let leastShare = 0.05
    /// Largest ratio of the spread to that of points without segments.
    static let greatestRatio = 0.9
    static let bootstraps = 50
    static let references = 199
    static let referencesForStability = 10
    private static let (starts, referenceStarts) = (10, 3)

    package init(_ points: PointSet, seed: UInt64 = 1) {
        var generator = SeededGenerator(seed: seed, purpose: "clusters of customers")
        let total = Self.totalSpread(points)
        guard points.count >= 2 * Self.clusterCounts.upperBound, total > 0 else { return }
        candidates = Self.clusterCounts.map { count in
            let clustering = KMeans(points, clusters: count, starts: Self.starts, using: &generator)
            return Candidate(
                clustering: clustering,
                spread: clustering.spread / total,
                expectedSpread: 1,
                isTighter: true,
                smallestShare: Double(clustering.sizes.min() ?? 0) / Double(points.count)
            )
        }
        let reference = ReferencePoints(points, using: &generator)
        for index in candidates.indices { expect(index, reference, total: total, using: &generator) }
        for index in candidates.indices
        where candidates[index].hasSmallSpread && candidates[index].smallestShare >= Self.leastShare {
            candidates[index].stability = Self.stability(points, candidates[index].clustering, using: &generator)
        }
        // The first accepted number in this order is the best.
        for index in order {
            compare(index, reference, total: total, using: &generator)
            guard candidates[index].hasSmallSpread else { continue }
            measureReferenceStability(index, reference, using: &generator)
            if candidates[index].isSegmentation { break }
        }
    }

    /// Stable candidates: the largest number of those that are about as stable as the most stable one, then the others
    /// by their stability.
    ///
    /// The gap between the spreads is not used: it grows with the number where the points of a cluster vary in few of
    /// many columns.
    private var order: [Int] {
        func stability(_ index: Int) -> Double { candidates[index].stability ?? 0 }
        let stable = candidates.indices.filter { stability($0) >= Self.leastStability }
        let least = (stable.map(stability).max() ?? 0) - Self.aboutAsStable
        return stable.filter { stability($0) >= least }.reversed()
            + stable.filter { stability($0) < least }.sorted { stability($0) > stability($1) }
    }

    /// Largest difference between adjusted Rand indices that count as about the same.
    private static let aboutAsStable = 0.05

    /// Sets the expected spread: the mean over the first draws of points without segments.
    private mutating func expect(
        _ index: Int,
        _ reference: ReferencePoints,
        total: Double,
        using generator: inout SeededGenerator
    ) {
        let means = [ReferencePoints.Kind.independent, .correlated].map { kind in
            let spreads = (0..<Self.fewestReferences / 2).map { _ in
                spread(candidates[index].clusterCount, reference.draw(kind, using: &generator), using: &generator)
            }
            if spreads.contains(where: { $0 / total <= candidates[index].spread }) {
                candidates[index].isTighter = false
            }
            return spreads.reduce(0, +) / Double(spreads.count) / total
        }
        candidates[index].expectedSpread = means.min() ?? 1
    }

    /// Compares the spread with those of further draws of points without segments, until one is as small.
    private mutating func compare(
        _ index: Int,
        _ reference: ReferencePoints,
        total: Double,
        using generator: inout SeededGenerator
    ) {
        for number in Self.fewestReferences..<Self.references where candidates[index].hasSmallSpread {
            let drawn = reference.draw(number.isMultiple(of: 2) ? .independent : .correlated, using: &generator)
            let spread = spread(candidates[index].clusterCount, drawn, using: &generator)
            if spread / total <= candidates[index].spread { candidates[index].isTighter = false }
        }
    }

    private func spread(_ clusters: Int, _ points: PointSet, using generator: inout SeededGenerator) -> Double {
        KMeans(points, clusters: clusters, starts: Self.referenceStarts, using: &generator).spread
    }

    private mutating func measureReferenceStability(
        _ index: Int,
        _ reference: ReferencePoints,
        using generator: inout SeededGenerator
    ) {
        let clustering = candidates[index].clustering
        let stabilities = (0..<Self.referencesForStability).map { number in
            let drawn = reference.draw(number.isMultiple(of: 2) ? .independent : .correlated, using: &generator)
            let clustering = KMeans(
                drawn,
                clusters: clustering.clusterCount,
                starts: Self.referenceStarts,
                using: &generator
            )
            return Self.stability(drawn, clustering, bootstraps: 10, using: &generator)
        }
        candidates[index].referenceStability = Self.median(stabilities)
    }

    /// Number of draws of both kinds over which the expected spread is averaged.
    private static let fewestReferences = 10

    /// Median agreement of a clustering with those of bootstrap samples.
    private static func stability(
        _ points: PointSet,
        _ clustering: KMeans,
        bootstraps: Int = bootstraps,
        using generator: inout SeededGenerator
    ) -> Double {
        median(
            (0..<bootstraps).map { _ in
                let rows = (0..<points.count).map { _ in Int.random(in: 0..<points.count, using: &generator) }
                let refit = KMeans(
                    points.selecting(rows),
                    clusters: clustering.clusterCount,
                    starts: referenceStarts,
                    using: &generator
                )
                return RandIndex.adjusted(clustering.labels, refit.assignments(of: points))
            }
        )
    }

    private static func totalSpread(_ points: PointSet) -> Double {
        (0..<points.width).reduce(0) { sum, column in
            let values = points.column(column)
            let mean = values.reduce(0, +) / Double(max(1, values.count))
            return sum + values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        }
    }

    static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return .nan }
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
}
