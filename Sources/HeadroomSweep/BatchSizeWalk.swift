import HeadroomCore

/// The batch sizes that a sweep visits: what was asked for, or powers of two.
struct BatchSizeWalk: Sendable {
    private let asked: [Int]?

    init(asked: [Int]?) {
        self.asked = asked
    }

    /// The batch size after `last`; nil at the end of what was asked for, or past the end of the data.
    func next(after last: Int?, trainingSamples: Int?) -> Int? {
        let candidate: Int? =
            if let asked { asked.first { $0 > last ?? 0 } } else { last.map { $0 * 2 } ?? 1 }
        guard let candidate, candidate <= 1 << 40 else { return nil }
        if let trainingSamples, candidate > trainingSamples { return nil }
        return candidate
    }

    /// The largest batch size that was asked for; nil where the walk decides by itself.
    var bound: Int? { asked?.last }
}
