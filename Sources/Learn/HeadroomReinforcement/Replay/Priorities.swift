private import RealModule

/// Which experiences are replayed more often than others: those that were predicted worst.
///
/// Proportional prioritization (Schaul et al. 2016, section 3.3): `P(i) = p_i^alpha / sum p^alpha` with
/// `p_i = |error_i| + epsilon`; a new experience has the highest priority so far. The bias that comes of it is taken
/// back by weights `(N P(i))^-beta`, over the largest of the batch (section 3.4).
public struct Priorities: Sendable {
    /// How much priorities count: 0 for not at all.
    public let alpha: Double
    private static let epsilon = 1e-6

    var tree: SumTree
    var highest = 1.0

    /// Of a memory of this capacity.
    public init(capacity: Int, alpha: Double) {
        self.alpha = alpha
        tree = SumTree(count: max(1, capacity))
    }

    /// A new experience has taken the place at an index.
    public mutating func added(at index: Int) {
        tree[index] = power(highest)
    }

    /// The errors that were seen of some experiences.
    public mutating func update(_ indices: [Int], errors: [Float]) {
        for (index, error) in zip(indices, errors) where error.isFinite {
            let priority = Double(abs(error)) + Self.epsilon
            highest = max(highest, priority)
            tree[index] = power(priority)
        }
    }

    /// The probability that the experience at an index is drawn.
    public func probability(at index: Int) -> Double { tree[index] / tree.total }

    /// Indices by their probabilities, one from each of as many equal parts of the whole mass.
    public func indices(_ batchSize: Int, using generator: inout some RandomNumberGenerator) -> [Int] {
        let part = tree.total / Double(batchSize)
        return (0..<batchSize).map { index in
            tree.index(at: (Double(index) + Double.random(in: 0..<1, using: &generator)) * part)
        }
    }

    /// What the losses of a batch are multiplied by, at most 1.
    ///
    /// - Parameters:
    ///   - count: experiences in the memory.
    ///   - beta: how much of the bias is taken back: 1 for all of it.
    public func weights(_ indices: [Int], count: Int, beta: Double) -> [Float] {
        let weights = indices.map { power(Double(count) * probability(at: $0), -beta) }
        let largest = weights.max() ?? 1
        return weights.map { Float($0 / largest) }
    }

    private func power(_ priority: Double) -> Double { power(priority, alpha) }

    private func power(_ base: Double, _ exponent: Double) -> Double { Double.pow(base, exponent) }
}
