import HeadroomNumerics

/// Clusters of points around their means (Lloyd's algorithm) with k-means++ starts (Arthur and Vassilvitskii, 2007).
package struct KMeans: Sendable {
    let clusterCount: Int
    let width: Int
    /// Means of the clusters, row by row.
    private(set) var centers: [Double]
    /// Cluster of each point.
    package private(set) var labels: [Int]
    /// Sum over the points of the squared distances to the means of their clusters.
    private(set) var spread: Double

    private static let mostSteps = 50

    /// - Parameter starts: number of starts; the result with the smallest spread is kept.
    init(_ points: PointSet, clusters: Int, starts: Int, using generator: inout SeededGenerator) {
        clusterCount = clusters
        width = points.width
        (centers, labels, spread) = ([], [], .infinity)
        for _ in 0..<starts {
            let start = Self.start(points, clusters, using: &generator)
            let (centers, labels, spread) = Self.iterate(points, centers: start)
            if spread < self.spread { (self.centers, self.labels, self.spread) = (centers, labels, spread) }
        }
    }

    /// Cluster with the nearest mean for each of other points.
    func assignments(of points: PointSet) -> [Int] {
        var labels = [Int](repeating: 0, count: points.count)
        _ = Self.assign(points, centers, &labels)
        return labels
    }

    /// Number of points in each cluster.
    var sizes: [Int] {
        labels.reduce(into: [Int](repeating: 0, count: clusterCount)) { $0[$1] += 1 }
    }

    private static func start(
        _ points: PointSet,
        _ clusters: Int,
        using generator: inout SeededGenerator
    ) -> [Double] {
        let (count, width) = (points.count, points.width)
        var centers: [Double] = []
        centers.reserveCapacity(clusters * width)
        var distances = [Double](repeating: .infinity, count: count)
        var next = Int.random(in: 0..<count, using: &generator)
        for number in 0..<clusters {
            centers += points.values[next * width..<(next + 1) * width]
            guard number + 1 < clusters else { break }
            var total = 0.0
            points.values.withUnsafeBufferPointer { values in
                centers.withUnsafeBufferPointer { centers in
                    for row in 0..<count {
                        var distance = 0.0
                        for column in 0..<width {
                            let difference = values[row * width + column] - centers[number * width + column]
                            distance += difference * difference
                        }
                        distances[row] = min(distances[row], distance)
                        total += distances[row]
                    }
                }
            }
            var rest = Double.random(in: 0..<1, using: &generator) * total
            next = count - 1
            for row in 0..<count {
                rest -= distances[row]
                if rest < 0 {
                    next = row
                    break
                }
            }
        }
        return centers
    }

    private static func iterate(
        _ points: PointSet,
        centers: [Double]
    ) -> (centers: [Double], labels: [Int], spread: Double) {
        let (count, width) = (points.count, points.width)
        let clusters = centers.count / max(1, width)
        var centers = centers
        var labels = [Int](repeating: -1, count: count)
        var spread = 0.0
        for _ in 0..<mostSteps {
            let (changed, sum) = assign(points, centers, &labels)
            spread = sum
            guard changed else { break }
            var sizes = [Int](repeating: 0, count: clusters)
            var sums = [Double](repeating: 0, count: centers.count)
            points.values.withUnsafeBufferPointer { values in
                for row in 0..<count {
                    let label = labels[row]
                    sizes[label] += 1
                    for column in 0..<width { sums[label * width + column] += values[row * width + column] }
                }
            }
            // An empty cluster keeps its mean.
            for cluster in 0..<clusters where sizes[cluster] > 0 {
                for column in 0..<width {
                    centers[cluster * width + column] = sums[cluster * width + column] / Double(sizes[cluster])
                }
            }
        }
        return (centers, labels, spread)
    }

    /// Assigns each point to the nearest center, the first of equally near centers.
    private static func assign(
        _ points: PointSet,
        _ centers: [Double],
        _ labels: inout [Int]
    ) -> (changed: Bool, spread: Double) {
        let (count, width) = (points.count, points.width)
        let clusters = centers.count / max(1, width)
        var (changed, spread) = (false, 0.0)
        points.values.withUnsafeBufferPointer { values in
            centers.withUnsafeBufferPointer { centers in
                for row in 0..<count {
                    var (best, least) = (0, Double.infinity)
                    for cluster in 0..<clusters {
                        var distance = 0.0
                        for column in 0..<width {
                            let difference = values[row * width + column] - centers[cluster * width + column]
                            distance += difference * difference
                        }
                        if distance < least { (best, least) = (cluster, distance) }
                    }
                    if labels[row] != best {
                        labels[row] = best
                        changed = true
                    }
                    spread += least
                }
            }
        }
        return (changed, spread)
    }
}
