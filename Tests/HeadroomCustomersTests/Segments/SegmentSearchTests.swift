import Glibc
import HeadroomCustomers
import HeadroomNumerics
import Testing

/// Planted clusters are found, and no others.
@Suite struct SegmentSearchTests {
    /// Points around three means, two standard deviations apart or more in half of the columns.
    private func planted(seed: UInt64, count: Int = 300, width: Int = 4) -> (points: PointSet, labels: [Int]) {
        var generator = SeededGenerator(seed: seed, purpose: "planted clusters")
        let means: [[Double]] = [[0, 0, 0, 0], [5, 5, 0, 0], [0, 5, 5, 5]]
        let labels = (0..<count).map { $0 % 3 }
        let values = labels.flatMap { label in (0..<width).map { means[label][$0] + generator.normal() } }
        return (standardized(PointSet(width: width, values: values)), labels)
    }

    private func standardized(_ points: PointSet) -> PointSet {
        var points = points
        for column in 0..<points.width {
            let values = points.column(column)
            let mean = values.reduce(0, +) / Double(values.count)
            let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
            for row in 0..<points.count { points[row, column] = (values[row] - mean) / max(deviation, 1e-300) }
        }
        return points
    }

    @Test func plantedClustersAreFound() throws {
        for seed in 0..<10 as Range<UInt64> {
            let (points, labels) = planted(seed: seed)
            let best = try #require(SegmentSearch(points).best)
            #expect(best.clusterCount == 3)
            #expect(RandIndex.adjusted(best.clustering.labels, labels) >= 0.95)
        }
    }

    enum Shape: CaseIterable { case gaussian, correlated, uniform, skewed, correlatedAndSkewed, counts }

    @Test(arguments: Shape.allCases) func dataWithoutStructureAreRefused(_ shape: Shape) {
        let (count, width) = (300, 4)
        var refused = 0
        for seed in 0..<100 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed, purpose: "data without structure")
            var values: [Double] = []
            for _ in 0..<count {
                let common = generator.normal()
                for column in 0..<width {
                    let own = generator.normal()
                    let correlated = 0.8.squareRoot() * common + 0.2.squareRoot() * own
                    let value: Double =
                        switch shape {
                        case .gaussian: own
                        case .correlated: correlated
                        case .uniform: Double.random(in: 0..<1, using: &generator)
                        case .skewed: column == 0 ? exp(1.5 * own) : own
                        case .correlatedAndSkewed: exp(correlated)
                        case .counts: exp(correlated).rounded(.down)
                        }
                    values.append(value)
                }
            }
            let search = SegmentSearch(standardized(PointSet(width: width, values: values)))
            if search.best == nil { refused += 1 }
        }
        #expect(refused >= 95, "\(shape)")
    }
}
