private import RealModule

/// Priorities of experiences for replay: those with larger errors are replayed more often.
///
/// Proportional prioritization (Schaul et al. 2016, section 3.3): `P(i) = p_i^alpha / sum p^alpha` with
/// `p_i = |error_i| + epsilon`; a new experience gets the highest priority so far. Importance-sampling weights
/// `(N P(i))^-beta`, divided by the largest of the batch, correct the resulting bias (section 3.4).
public struct Priorities: Sendable {
    /// Exponent of the priorities; 0 for uniform sampling.
    public let alpha: Double
    private static let epsilon = 1e-6

    var tree: SumTree
    var highest = 1.0

    /// Makes the priorities of a replay memory of this capacity.
    public init(capacity: Int, alpha: Double) {
        self.alpha = alpha
        tree = SumTree(count: max(1, capacity))
    }

    /// Records a new experience at an index, with the highest priority.
    public mutating func added(at index: Int) {
        tree[index] = power(highest)
    }

    /// Updates the priorities of experiences from their errors.
    public mutating func update(_ indices: [Int], errors: [Float]) {
        for (index, error) in zip(indices, errors) where error.isFinite {
            let priority = Double(abs(error)) + Self.epsilon
            highest = max(highest, priority)
            tree[index] = power(priority)
        }
    }

    /// The probability that the experience at an index is drawn.
    public func probability(at index: Int) -> Double { tree[index] / tree.total }

    /// Draws indices by their probabilities, one from each of `batchSize` strata of equal mass.
    public func indices(_ batchSize: Int, using generator: inout some RandomNumberGenerator) -> [Int] {
        let part = tree.total / Double(batchSize)
        return (0..<batchSize).map { index in
            tree.index(at: (Double(index) + Double.random(in: 0..<1, using: &generator)) * part)
        }
    }

    /// Importance-sampling weights of the losses of a batch, at most 1.
    ///
    /// - Parameters:
    ///   - count: the number of experiences in the memory.
    ///   - beta: the exponent of the bias correction; 1 for full correction.
    public func weights(_ indices: [Int], count: Int, beta: Double) -> [Float] {
        let weights = indices.map { power(Double(count) * probability(at: $0), -beta) }
        let largest = weights.max() ?? 1
        return weights.map { Float($0 / largest) }
    }

    private func power(_ priority: Double) -> Double { power(priority, alpha) }

    private func power(_ base: Double, _ exponent: Double) -> Double { Double.pow(base, exponent) }
}
