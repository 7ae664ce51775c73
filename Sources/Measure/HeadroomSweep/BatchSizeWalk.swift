import HeadroomCore

/// The batch sizes that a sweep visits in ascending order: the requested ones, or doublings.
package struct BatchSizeWalk: Sendable {
    private let asked: [Int]?
    private let middle: Int
    private let others: [Int]

    /// - Parameters:
    ///   - asked: the only batch sizes to visit; nil for doublings.
    ///   - middle: a batch size that the doublings include, such as the baseline; 1 for powers of two.
    ///   - others: batch sizes to visit in addition to the doublings.
    package init(asked: [Int]?, through middle: Int = 1, and others: [Int] = []) {
        self.asked = asked?.sorted()
        self.middle = max(1, middle)
        self.others = others.sorted()
    }

    /// The batch size after `last`; nil at the end of the requested ones, or beyond the size of the data.
    package func next(after last: Int?, trainingSamples: Int?) -> Int? {
        let last = last ?? 0
        let candidates = asked ?? [doubling(after: last)] + others
        guard let candidate = candidates.filter({ $0 > last }).min(), candidate <= 1 << 40 else { return nil }
        if let trainingSamples, candidate > trainingSamples { return nil }
        return candidate
    }

    /// The first batch size beyond `last` by halving and doubling the middle: 1, 3, 6, 12, 25, 50, 100, 200, and so on
    /// for 100.
    private func doubling(after last: Int) -> Int {
        if last < middle {
            let halves = sequence(first: middle) { $0 > 1 ? $0 / 2 : nil }
            return halves.prefix { $0 > last }.min() ?? middle
        }
        return sequence(first: middle) { $0 <= 1 << 40 ? $0 * 2 : nil }.first { $0 > last } ?? .max
    }
}
