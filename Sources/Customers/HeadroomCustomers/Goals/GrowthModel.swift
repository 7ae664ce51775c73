import HeadroomNumerics

/// Monthly growth of a figure: an amount that is added, and shares of the figure that are gained and lost.
///
/// `next = value + new + value * (gained - lost)`, for recurring revenue as well as for customers.
package struct GrowthModel: Equatable, Sendable {
    package struct Month: Equatable, Sendable {
        /// New revenue, or new customers.
        package var new: Double
        /// Share of the figure at the start: expansion and reactivation, or customers who come back.
        package var gained: Double
        /// Share of the figure at the start: contraction and churn.
        package var lost: Double

        package init(new: Double, gained: Double, lost: Double) {
            self.new = new
            self.gained = gained
            self.lost = lost
        }
    }

    /// Part of the growth that a company can work on.
    package enum Lever: String, Codable, Sendable, CaseIterable {
        case new, gained, lost
    }

    /// The months that it is made of, in the order of time.
    package let months: [Month]

    /// nil where there are fewer months than ``leastMonths``.
    package init?(_ months: [Month]) {
        guard months.count >= Self.leastMonths else { return nil }
        self.months = months
    }

    /// Fewer months show nothing of how much they differ.
    package static let leastMonths = 6

    /// The mean month, with one of its parts multiplied by a factor.
    func mean(_ lever: Lever? = nil, times factor: Double = 1) -> Month {
        func mean(_ part: KeyPath<Month, Double>, _ own: Lever) -> Double {
            months.reduce(0) { $0 + $1[keyPath: part] } / Double(months.count) * (lever == own ? factor : 1)
        }
        return Month(new: mean(\.new, .new), gained: mean(\.gained, .gained), lost: mean(\.lost, .lost))
    }

    private static func next(_ value: Double, _ month: Month) -> Double {
        max(0, value + month.new + value * (month.gained - month.lost))
    }

    /// The value after some months like the mean one.
    package func expected(from value: Double, months count: Int, _ lever: Lever? = nil, times factor: Double = 1)
        -> Double
    {
        let month = mean(lever, times: factor)
        return (0..<count).reduce(value) { value, _ in Self.next(value, month) }
    }

    /// Values after some months that are drawn, with replacement, from those that it is made of, in ascending order.
    package func drawn(from value: Double, months count: Int, draws: Int, seed: UInt64) -> [Double] {
        var generator = SeededGenerator(seed: seed, purpose: "growth")
        return (0..<draws).map { _ in
            (0..<count).reduce(value) { value, _ in
                Self.next(value, months[Int.random(in: months.indices, using: &generator)])
            }
        }.sorted()
    }

    /// The factor of one part with which the expected value is the target; nil where no factor up to ``mostFactor``, or
    /// none of 0 or more, reaches it.
    package func factor(of lever: Lever, from value: Double, to target: Double, months count: Int) -> Double? {
        let rises = lever != .lost
        func outcome(_ factor: Double) -> Double { expected(from: value, months: count, lever, times: factor) }
        var (low, high) = (0.0, Self.mostFactor)
        let (least, most) = rises ? (outcome(low), outcome(high)) : (outcome(high), outcome(low))
        guard count > 0, least <= target, target <= most else { return nil }
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if (outcome(middle) < target) == rises { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    package static let mostFactor = 10.0
}
