/// The split of a budget among channels with the largest response under their curves.
package struct BudgetSplit: Equatable, Sendable {
    package struct Channel: Sendable {
        package var curve: ResponseCurve
        /// Bounds of the channel's spend, in minor units.
        package var lower: Int64
        package var upper: Int64

        package init(curve: ResponseCurve, lower: Int64, upper: Int64) {
            self.curve = curve
            self.lower = lower
            self.upper = upper
        }
    }

    /// Spend of each channel, in the order of the input.
    package let spend: [Int64]

    /// Optimal split without rounding: all channels that are not at a bound have the same marginal return.
    ///
    /// The spend of a channel at the marginal return m is `s sqrt(V K) - K` with `s = 1 / sqrt(m)`, clamped to its
    /// bounds: piecewise linear in s, with a knot where a channel reaches a bound. The budget is met in one of the
    /// pieces, in which s follows from a linear equation.
    ///
    /// - Returns: spend in units of the budget, not rounded; nil where no split is within the bounds.
    package static func exact(_ channels: [(curve: ResponseCurve, lower: Double, upper: Double)], budget: Double)
        -> [Double]?
    {
        guard channels.allSatisfy({ 0 <= $0.lower && $0.lower <= $0.upper }) else { return nil }
        // Sorted by curve and bounds, so that rounding errors do not depend on the order of the input.
        let order = channels.indices.sorted { key(channels[$0]).lexicographicallyPrecedes(key(channels[$1])) }
        let sorted = order.map { channels[$0] }
        let (least, greatest) = (sorted.reduce(0) { $0 + $1.lower }, sorted.reduce(0) { $0 + $1.upper })
        let tolerance = 1e-12 * max(1, budget)
        guard least <= budget + tolerance, budget <= greatest + tolerance else { return nil }
        let roots = sorted.map { ($0.curve.most * $0.curve.half).squareRoot() }
        // A channel with zero marginal return gets the remainder that the others cannot take.
        let takers = sorted.indices.filter { roots[$0] > 0 }
        let idle = sorted.indices.filter { roots[$0] == 0 }
        var spend = sorted.map(\.lower)
        let idleLeast = idle.reduce(0) { $0 + sorted[$1].lower }
        let takersGreatest = takers.reduce(0) { $0 + sorted[$1].upper }
        if budget - idleLeast >= takersGreatest {
            for index in takers { spend[index] = sorted[index].upper }
            let room = idle.reduce(0) { $0 + sorted[$1].upper - sorted[$1].lower }
            let share = room > 0 ? min(1, max(0, (budget - idleLeast - takersGreatest) / room)) : 0
            for index in idle { spend[index] += share * (sorted[index].upper - sorted[index].lower) }
        } else {
            func start(_ index: Int) -> Double { (sorted[index].lower + sorted[index].curve.half) / roots[index] }
            func end(_ index: Int) -> Double { (sorted[index].upper + sorted[index].curve.half) / roots[index] }
            let places = takers.flatMap { [start($0), end($0)] }.sorted()
            func total(at place: Double) -> Double {
                takers.reduce(idleLeast) { $0 + amount(sorted[$1], roots[$1], place) }
            }
            let behind = places.firstIndex { total(at: $0) >= budget } ?? places.count - 1
            let place: Double
            if behind == 0 {
                place = places[0]
            } else {
                let (from, to) = (places[behind - 1], places[behind])
                let free = takers.filter { start($0) <= from && end($0) >= to }
                let fixed = takers.filter { !free.contains($0) }
                    .reduce(idleLeast) { $0 + amount(sorted[$1], roots[$1], from) }
                let slope = free.reduce(0) { $0 + roots[$1] }
                place =
                    slope > 0
                    ? min(to, max(from, (budget - fixed + free.reduce(0) { $0 + sorted[$1].curve.half }) / slope)) : to
            }
            for index in takers { spend[index] = amount(sorted[index], roots[index], place) }
        }
        var result = spend
        for (position, index) in order.enumerated() { result[index] = spend[position] }
        return result
    }

    private static func amount(
        _ channel: (curve: ResponseCurve, lower: Double, upper: Double),
        _ root: Double,
        _ place: Double
    ) -> Double {
        min(channel.upper, max(channel.lower, place * root - channel.curve.half))
    }

    private static func key(_ channel: (curve: ResponseCurve, lower: Double, upper: Double)) -> [Double] {
        [channel.curve.most, channel.curve.half, channel.lower, channel.upper]
    }

    /// - Parameter today: a split of the same budget; the result is not worse than it, if it is within the bounds.
    /// - Returns: nil where no split is within the bounds.
    package init?(_ channels: [Channel], budget: Int64, today: [Int64]? = nil) {
        guard
            let exact = Self.exact(
                channels.map { ($0.curve, Double($0.lower), Double($0.upper)) },
                budget: Double(budget)
            )
        else { return nil }
        var split = Self.rounded(exact, channels, budget: budget)
        if let today, today.reduce(0, +) == budget,
            zip(today, channels).allSatisfy({ $1.lower <= $0 && $0 <= $1.upper }),
            Self.response(today, channels) >= Self.response(split, channels)
        {
            split = today
        }
        spend = split
    }

    /// Total response of a split, summed in an order that does not depend on the order of the channels.
    private static func response(_ spend: [Int64], _ channels: [Channel]) -> Double {
        zip(spend, channels).map { $1.curve.value(Double($0)) }.sorted().reduce(0, +)
    }

    /// Rounds to whole minor units that add up to the budget, each within its bounds.
    private static func rounded(_ exact: [Double], _ channels: [Channel], budget: Int64) -> [Int64] {
        var spend = zip(exact, channels).map { min($1.upper, max($1.lower, Int64($0.rounded(.down)))) }
        let order = exact.indices.sorted { left, right in
            let keys = [left, right].map { place in
                [Double(spend[place]) - exact[place], channels[place].curve.most, channels[place].curve.half]
            }
            return keys[0] == keys[1] ? left < right : keys[0].lexicographicallyPrecedes(keys[1])
        }
        var left = budget - spend.reduce(0, +)
        while left != 0 {
            let step: Int64 = left > 0 ? 1 : -1
            let before = left
            for place in left > 0 ? order : order.reversed() where left != 0 {
                guard channels[place].lower...channels[place].upper ~= spend[place] + step else { continue }
                spend[place] += step
                left -= step
            }
            if left == before { break }
        }
        return spend
    }
}
