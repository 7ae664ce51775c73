import HeadroomNumerics

/// Difference of the means of two groups of regions, with its test and interval by permutation of the groups.
///
/// The interval holds the constant effects that the two-sided test does not reject at 5 %. For a constant effect the
/// test of each permutation changes its result at one value, so that the ends are quantiles of these values.
package struct PermutationTest: Sendable {
    package let effect: Double
    /// Two-sided p value; the observed assignment is counted.
    package let p: Double
    /// Ends of the 95 % interval; nil where there are too few permutations for an end.
    package let interval: (low: Double, high: Double)?
    /// Number of assignments of the regions to the groups that were compared.
    package let assignments: Int
    /// Whether all possible assignments were compared.
    package let isExact: Bool

    /// Largest number of assignments that are all compared; of more, ``draws`` are drawn at random.
    private static let mostAssignments = 20_000
    private static let draws = 9999
    private static let level = 0.05

    /// - Parameters: values of the regions of each group, one or more.
    package init(treatment: [Double], control: [Double], seed: UInt64 = 1) {
        let values = treatment + control
        let (total, size) = (values.reduce(0, +), treatment.count)
        let difference = { (sum: Double) in sum / Double(size) - (total - sum) / Double(values.count - size) }
        let observed = difference(treatment.reduce(0, +))
        effect = observed
        var extreme = 1
        var limits: [Double] = []
        // Rounding must not make equal differences unequal.
        let tolerance = 1e-9 * max(1e-300, values.map(abs).max() ?? 0)
        func compare(_ chosen: [Int]) {
            let overlap = chosen.count { $0 < size }
            // The observed assignment itself is counted once, at the start.
            guard overlap < size else { return }
            let other = difference(chosen.reduce(0) { $0 + values[$1] })
            if abs(other) >= abs(observed) - tolerance { extreme += 1 }
            let share = Double(overlap) / Double(size) - Double(size - overlap) / Double(values.count - size)
            limits.append((observed - other) / (1 - share))
        }
        let count = Self.combinations(values.count, size)
        isExact = count <= Double(Self.mostAssignments)
        if isExact {
            var chosen = Array(0..<size)
            repeat { compare(chosen) } while Self.advance(&chosen, below: values.count)
            assignments = limits.count + 1
        } else {
            var generator = SeededGenerator(seed: seed, purpose: "assignments of regions")
            var order = Array(values.indices)
            for _ in 0..<Self.draws {
                for index in 0..<size { order.swapAt(index, Int.random(in: index..<order.count, using: &generator)) }
                compare(Array(order.prefix(size)))
            }
            assignments = limits.count + 1
        }
        p = Double(extreme) / Double(assignments)
        limits.sort()
        let outside = Int(Self.level / 2 * Double(assignments))
        interval = outside >= 1 ? (limits[outside - 1], limits[limits.count - outside]) : nil
    }

    /// Next subset in lexicographic order.
    ///
    /// - Returns: false after the last subset.
    private static func advance(_ chosen: inout [Int], below count: Int) -> Bool {
        guard let place = chosen.indices.last(where: { chosen[$0] < count - chosen.count + $0 }) else { return false }
        chosen[place] += 1
        for next in chosen.indices where next > place { chosen[next] = chosen[next - 1] + 1 }
        return true
    }

    static func combinations(_ count: Int, _ size: Int) -> Double {
        (0..<min(size, count - size)).reduce(1) { $0 * Double(count - $1) / Double($1 + 1) }.rounded()
    }
}
