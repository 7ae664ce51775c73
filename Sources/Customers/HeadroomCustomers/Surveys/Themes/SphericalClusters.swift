import HeadroomNumerics

/// Spherical k-means: each answer in the cluster whose center has the largest cosine with it.
///
/// Source: I. S. Dhillon and D. S. Modha, "Concept decompositions for large sparse text data using clustering", Machine
/// Learning 42 (2001).
struct SphericalClusters {
    let count: Int
    /// Weight of each term in each center, with the clusters of a term adjacent; each center has length 1.
    private(set) var centers: [Double]
    /// Sum of the cosines of the answers with their centers.
    private(set) var fit = 0.0

    private static let mostIterations = 30
    /// Number of drawn answers, of which the one with the smallest sum of distances becomes a start.
    private static let candidates = 4

    /// The best of several fits from different starts.
    ///
    /// - Parameters:
    ///   - rows: answers with at least one term.
    ///   - termCount: number of terms.
    init(
        _ rows: [[TermMatrix.Entry]],
        termCount: Int,
        count: Int,
        starts: Int,
        _ draw: inout SeededGenerator
    ) {
        var best: SphericalClusters?
        for _ in 0..<starts {
            var clusters = SphericalClusters(rows, termCount: termCount, drawing: count, &draw)
            clusters.improve(rows, iterations: Self.mostIterations)
            if best.map({ clusters.fit > $0.fit }) ?? true { best = clusters }
        }
        self = best ?? SphericalClusters(rows, termCount: termCount, drawing: count, &draw)
    }

    /// Starts from answers drawn with a probability in proportion to their distance from those drawn before
    /// (greedy k-means++, Arthur and Vassilvitskii, 2007).
    private init(
        _ rows: [[TermMatrix.Entry]],
        termCount: Int,
        drawing count: Int,
        _ draw: inout SeededGenerator
    ) {
        self.count = count
        centers = [Double](repeating: 0, count: termCount * count)
        var distances = [Double](repeating: 1, count: rows.count)
        var dense = [Double](repeating: 0, count: termCount)
        for cluster in 0..<count {
            var best: (row: Int, distances: [Double], sum: Double)?
            for _ in 0..<Self.candidates {
                var target = Double.random(in: 0..<1, using: &draw) * distances.reduce(0, +)
                let chosen =
                    distances.firstIndex { distance in
                        target -= distance
                        return target < 0
                    } ?? rows.count - 1
                for entry in rows[chosen] { dense[Int(entry.term)] = entry.weight }
                var (nearer, sum) = (distances, 0.0)
                for (index, row) in rows.enumerated() {
                    let cosine = row.reduce(0) { $0 + $1.weight * dense[Int($1.term)] }
                    nearer[index] = min(nearer[index], max(0, 1 - cosine))
                    sum += nearer[index]
                }
                for entry in rows[chosen] { dense[Int(entry.term)] = 0 }
                if best.map({ sum < $0.sum }) ?? true { best = (chosen, nearer, sum) }
            }
            guard let best else { continue }
            distances = best.distances
            for entry in rows[best.row] { centers[Int(entry.term) * count + cluster] = entry.weight }
        }
    }

    /// Clusters with the centers of labeled answers.
    init(_ rows: [[TermMatrix.Entry]], termCount: Int, count: Int, labels: [Int: Int]) {
        self.count = count
        centers = [Double](repeating: 0, count: termCount * count)
        var sums = centers
        for (index, row) in rows.enumerated() {
            guard let cluster = labels[index] else { continue }
            for entry in row { sums[Int(entry.term) * count + cluster] += entry.weight }
        }
        move(to: sums)
    }

    /// Nearest center of an answer with its cosine; the first of equally near centers.
    func nearest(_ row: [TermMatrix.Entry], _ cosines: inout [Double]) -> (cluster: Int, cosine: Double) {
        for cluster in 0..<count { cosines[cluster] = 0 }
        for entry in row {
            let start = Int(entry.term) * count
            for cluster in 0..<count { cosines[cluster] += entry.weight * centers[start + cluster] }
        }
        var best = 0
        for cluster in 1..<count where cosines[cluster] > cosines[best] { best = cluster }
        return (best, cosines[best])
    }

    /// Cluster and cosine of every answer.
    func assignments(_ rows: [[TermMatrix.Entry]]) -> [(cluster: Int, cosine: Double)] {
        var cosines = [Double](repeating: 0, count: count)
        return rows.map { nearest($0, &cosines) }
    }

    /// Alternates between assigning answers and moving centers until nothing changes.
    mutating func improve(_ rows: [[TermMatrix.Entry]], iterations: Int) {
        var cosines = [Double](repeating: 0, count: count)
        var assigned = [Int](repeating: -1, count: rows.count)
        for _ in 0..<iterations {
            var sums = [Double](repeating: 0, count: centers.count)
            var hasChanged = false
            fit = 0
            for (index, row) in rows.enumerated() {
                let (cluster, cosine) = nearest(row, &cosines)
                fit += cosine
                hasChanged = hasChanged || assigned[index] != cluster
                assigned[index] = cluster
                // An answer without a term of any center belongs to none.
                guard cosine > 0 else { continue }
                for entry in row { sums[Int(entry.term) * count + cluster] += entry.weight }
            }
            guard hasChanged else { return }
            move(to: sums)
        }
    }

    /// Sets the centers to the sums scaled to length 1; an empty cluster keeps its center.
    private mutating func move(to sums: [Double]) {
        var squares = [Double](repeating: 0, count: count)
        for (index, sum) in sums.enumerated() { squares[index % count] += sum * sum }
        for index in centers.indices where squares[index % count] > 0 {
            centers[index] = sums[index] / squares[index % count].squareRoot()
        }
    }
}
