import Glibc
import HeadroomNumerics

/// Random points without segments, with the distribution of every trait of the observed points.
///
/// Two kinds: traits permuted independently, and one population with the rank correlations of the numbers (a Gaussian
/// copula), because clusters of a single elongated population are also stable.
struct ReferencePoints: Sendable {
    enum Kind: Sendable { case independent, correlated }

    private let points: PointSet
    /// Values of each column in ascending order.
    private let sorted: [[Double]]
    /// Columns of the numbers.
    private let numbers: [Int]
    /// Lower triangular root of the correlations of the normal scores, row by row.
    private let root: [Double]

    init(_ points: PointSet, using generator: inout SeededGenerator) {
        self.points = points
        let sorted = (0..<points.width).map { points.column($0).sorted() }
        self.sorted = sorted
        let numbers = points.traits.filter(\.isNumber).map(\.columns.lowerBound)
        self.numbers = numbers
        let scores = numbers.map { Self.normalScores(points.column($0)) }
        let observed = Self.correlations(scores)
        guard numbers.contains(where: { column in zip(sorted[column], sorted[column].dropFirst()).contains(where: ==) })
        else {
            root = Self.cholesky(observed, numbers.count)
            return
        }
        // Equal values weaken the correlation of scores: the correlations of the normal variables are changed until those
        // of the drawn scores are equal to the observed ones.
        var latent = observed
        let sortedScores = scores.map { $0.sorted() }
        let noise = (0..<Self.calibrationCount * numbers.count).map { _ in generator.normal() }
        for _ in 0..<Self.calibrationSteps {
            let normal = Self.correlated(noise, root: Self.cholesky(latent, numbers.count), numbers.count)
            let drawn = numbers.indices.map { index in
                (0..<Self.calibrationCount).map { row in
                    let share = NormalDistribution.cumulative(normal[row * numbers.count + index])
                    let place = Int(share * Double(points.count))
                    return sortedScores[index][min(points.count - 1, place)]
                }
            }
            for (place, correlation) in Self.correlations(drawn).enumerated()
            where !place.isMultiple(of: numbers.count + 1) {
                latent[place] = max(-0.995, min(0.995, latent[place] + observed[place] - correlation))
            }
        }
        root = Self.cholesky(latent, numbers.count)
    }

    private static let (calibrationCount, calibrationSteps) = (4000, 6)

    func draw(_ kind: Kind, using generator: inout SeededGenerator) -> PointSet {
        var drawn = points
        let rows = Array(0..<points.count)
        for trait in points.traits where !(trait.isNumber && kind == .correlated) {
            drawn.move(trait, from: points, rows: rows.shuffled(using: &generator))
        }
        guard kind == .correlated, !numbers.isEmpty else { return drawn }
        let count = numbers.count
        let normal = Self.correlated(
            (0..<points.count * count).map { _ in generator.normal() },
            root: root,
            count
        )
        for (index, column) in numbers.enumerated() {
            let order = rows.sorted { normal[$0 * count + index] < normal[$1 * count + index] }
            for (rank, row) in order.enumerated() { drawn[row, column] = sorted[column][rank] }
        }
        return drawn
    }

    /// Normal quantiles of the mean ranks; equal values have equal scores.
    static func normalScores(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var scores = [Double](repeating: 0, count: values.count)
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
            let rank = Double(start + end - 1) / 2 + 0.5
            let score = NormalDistribution.quantile(rank / Double(values.count))
            for place in start..<end { scores[order[place]] = score }
            start = end
        }
        return scores
    }

    static func correlation(_ first: [Double], _ second: [Double]) -> Double {
        let count = Double(first.count)
        let (meanA, meanB) = (first.reduce(0, +) / count, second.reduce(0, +) / count)
        var (ab, aa, bb) = (0.0, 0.0, 0.0)
        for (a, b) in zip(first, second) {
            ab += (a - meanA) * (b - meanB)
            aa += (a - meanA) * (a - meanA)
            bb += (b - meanB) * (b - meanB)
        }
        return aa > 0 && bb > 0 ? ab / (aa * bb).squareRoot() : 0
    }

    private static func correlations(_ columns: [[Double]]) -> [Double] {
        columns.flatMap { first in columns.map { correlation(first, $0) } }
    }

    /// Correlated normal draws from rows of independent ones.
    private static func correlated(_ noise: [Double], root: [Double], _ count: Int) -> [Double] {
        var normal = noise
        for row in 0..<noise.count / max(1, count) {
            for index in 0..<count {
                var sum = 0.0
                for other in 0...index { sum += root[index * count + other] * noise[row * count + other] }
                normal[row * count + index] = sum
            }
        }
        return normal
    }

    /// Lower triangular root of a correlation matrix; directions without variance are left out.
    private static func cholesky(_ matrix: [Double], _ count: Int) -> [Double] {
        var root = [Double](repeating: 0, count: count * count)
        for i in 0..<count {
            for j in 0...i {
                var sum = matrix[i * count + j]
                for k in 0..<j { sum -= root[i * count + k] * root[j * count + k] }
                if i == j {
                    root[i * count + i] = max(0, sum).squareRoot()
                } else if root[j * count + j] > 1e-6 {
                    root[i * count + j] = sum / root[j * count + j]
                }
            }
        }
        return root
    }
}

/// The standard normal distribution.
enum NormalDistribution {
    static func cumulative(_ x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }

    /// Quantile for a probability between 0 and 1: Newton's method on the distribution function.
    static func quantile(_ probability: Double) -> Double {
        guard probability > 0, probability < 1 else { return probability <= 0 ? -.infinity : .infinity }
        guard probability <= 0.5 else { return -quantile(1 - probability) }
        // The start, from the asymptotic tail, lies beyond the root, so that the iteration is monotone.
        var x = probability == 0.5 ? 0 : -(-2 * log(2 * probability)).squareRoot()
        for _ in 0..<50 {
            let density = exp(-x * x / 2) / (2 * .pi).squareRoot()
            let step = (cumulative(x) - probability) / density
            // Halley's correction for the curvature.
            let corrected = step / (1 + x * step / 2)
            x -= corrected
            if abs(corrected) < 1e-14 * max(1, abs(x)) { break }
        }
        return x
    }
}
