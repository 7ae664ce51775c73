import HeadroomNumerics
import HeadroomTorch

/// The order in which an epoch goes through the data: shuffled anew each time, the odd last batch kept.
package struct BatchOrder {
    private let count: Int
    private var order: [Int64]
    private var generator: SeededGenerator

    /// - Parameters:
    ///   - count: samples of an epoch.
    ///   - stored: different samples; an epoch of more repeats them.
    package init(count: Int, stored: Int, seed: UInt64) {
        self.count = count
        order = Array(0..<Int64(stored))
        generator = SeededGenerator(seed: seed)
    }

    /// Begins a new epoch.
    package mutating func shuffle() {
        order.shuffle(using: &generator)
    }

    /// The samples of the batch that starts at `position`; fewer than `batchSize` at the end of the epoch.
    package func indices(at position: Int, batchSize: Int) -> [Int64] {
        let end = min(position + batchSize, count)
        if end <= order.count { return Array(order[position..<end]) }
        return (position..<end).map { order[$0 % order.count] }
    }
}
