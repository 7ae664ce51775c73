import Glibc

/// Search for rules, conditions on traits under which customers are ideal more often.
package struct LookalikeRules: Sendable {
    struct Condition: Sendable {
        var text: String
        /// Trait of the condition; the two conditions of a rule have different traits.
        var trait: String
        /// Whether each customer meets it.
        var holds: [Bool]
    }

    struct Rule: Sendable {
        var conditions: [Condition]

        func holds(_ row: Int) -> Bool { conditions.allSatisfy { $0.holds[row] } }
    }

    private static let (mostRules, leastCustomers, leastShare) = (3, 20, 0.05)

    /// Finds rules one by one: each has the largest excess of ideal customers, in standard errors, among the customers
    /// that no earlier rule covers.
    static func search(_ conditions: [Condition], labels: [Bool], rows: [Int]) -> [Rule] {
        var rules: [Rule] = []
        var rest = rows
        let fewest = max(leastCustomers, Int(leastShare * Double(rows.count)))
        while rules.count < mostRules {
            let base = Double(rest.count { labels[$0] }) / Double(max(1, rest.count))
            guard base > 0, base < 1 else { break }
            func excess(_ rule: Rule) -> Double {
                var (count, ideal) = (0, 0)
                for row in rest where rule.holds(row) {
                    count += 1
                    ideal += labels[row] ? 1 : 0
                }
                guard count >= fewest else { return -.infinity }
                return (Double(ideal) / Double(count) - base) / (base * (1 - base) / Double(count)).squareRoot()
            }
            var candidates = conditions.map { Rule(conditions: [$0]) }
            for (index, first) in conditions.enumerated() {
                for second in conditions[(index + 1)...] where second.trait != first.trait {
                    candidates.append(Rule(conditions: [first, second]))
                }
            }
            let scored = candidates.map { (rule: $0, excess: excess($0)) }
            // The first of equal rules: single conditions come first.
            guard let best = scored.max(by: { $0.excess < $1.excess }), best.excess > leastExcess,
                let first = scored.first(where: { $0.excess == best.excess })
            else { break }
            rules.append(first.rule)
            rest.removeAll { first.rule.holds($0) }
        }
        return rules
    }

    /// Smallest excess of a rule, in standard errors.
    private static let leastExcess = 2.0

    /// Lift with its 95 % interval by the delta method on the logarithm, for nested counts; nil without ideal customers.
    ///
    /// - Parameters:
    ///   - met: customers who meet the conditions, and the ideal ones among them.
    ///   - all: all customers, and the ideal ones among them.
    package static func lift(met: (count: Int, ideal: Int), all: (count: Int, ideal: Int))
        -> (value: Double, low: Double, high: Double)?
    {
        guard met.ideal > 0, all.ideal > 0 else { return nil }
        let (n, a) = (Double(met.count), Double(met.ideal))
        let (total, ideal) = (Double(all.count), Double(all.ideal))
        let lift = a / n / (ideal / total)
        let variance = 1 / a - 1 / n - 1 / ideal + 2 * a / (n * ideal) - 1 / total
        let half = 1.959963984540054 * max(0, variance).squareRoot()
        return (lift, lift * exp(-half), lift * exp(half))
    }
}
