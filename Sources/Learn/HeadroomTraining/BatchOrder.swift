import HeadroomNumerics

/// The order of the samples in an epoch, shuffled each time; the incomplete last batch is kept.
package struct BatchOrder {
    private let count: Int
    private var order: [Int64]
    private var generator: SeededGenerator

    /// - Parameters:
    ///   - count: the number of samples in an epoch.
    ///   - stored: the number of distinct samples, which a longer epoch repeats.
    package init(count: Int, stored: Int, seed: UInt64) {
        self.count = count
        order = Array(0..<Int64(stored))
        generator = SeededGenerator(seed: seed)
    }

    /// Starts a new epoch.
    package mutating func shuffle() {
        order.shuffle(using: &generator)
    }

    /// The samples of the batch at `position`; fewer than `batchSize` at the end of the epoch.
    package func indices(at position: Int, batchSize: Int) -> [Int64] {
        let end = min(position + batchSize, count)
        if end <= order.count { return Array(order[position..<end]) }
        return (position..<end).map { order[$0 % order.count] }
    }
}
