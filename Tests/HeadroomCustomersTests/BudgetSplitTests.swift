import Glibc
import HeadroomCustomers
import HeadroomNumerics
import Testing

/// Split of a budget by equal marginal returns.
@Suite struct BudgetSplitTests {
    private typealias Exact = (curve: ResponseCurve, lower: Double, upper: Double)

    private let curves = [
        ResponseCurve(most: 100, half: 50), ResponseCurve(most: 60, half: 30), ResponseCurve(most: 40, half: 10),
    ]

    private func response(_ spend: [Double], _ channels: [Exact]) -> Double {
        zip(spend, channels).reduce(0) { $0 + $1.1.curve.value($1.0) }
    }

    /// Published closed form: x = sqrt(V K) (B + sum K) / sum sqrt(V K) - K.
    @Test func theClosedForm() throws {
        let channels = curves.map { ($0, 0.0, 100.0) }
        let spend = try #require(BudgetSplit.exact(channels, budget: 100))
        for (spend, known) in zip(spend, [50.911244, 30.546746, 18.542010]) { #expect(abs(spend - known) < 1e-6) }
        #expect(abs(response(spend, channels) - 106.707982) < 1e-6)
        for (curve, spend) in zip(curves, spend) { #expect(abs(curve.marginal(spend) - 0.491011) < 1e-6) }
        let equal = response([Double](repeating: 100.0 / 3, count: 3), channels)
        #expect(abs(equal - 102.348178) < 1e-6)
    }

    /// The first units go to the channel with the largest slope at 0, V / K of 4 against 2 and 2.
    @Test func aSmallBudgetLeavesTheWeakChannelsWithNothing() {
        #expect(BudgetSplit.exact(curves.map { ($0, 0, 100) }, budget: 3) == [0, 0, 3])
    }

    @Test func boundsThatCannotBeMetAreRefused() {
        #expect(BudgetSplit.exact(curves.map { ($0, 40, 100) }, budget: 100) == nil)
        #expect(BudgetSplit.exact(curves.map { ($0, 0, 30) }, budget: 100) == nil)
        #expect(BudgetSplit.exact(curves.map { ($0, 30, 20) }, budget: 75) == nil)
        #expect(BudgetSplit.exact(curves.map { ($0, 20, 40) }, budget: 60) == [20, 20, 20])
        #expect(BudgetSplit.exact(curves.map { ($0, 20, 40) }, budget: 120) == [40, 40, 40])
    }

    /// Random problem of two to six channels, some with zero response, some with a constant one.
    private func problem(_ generator: inout SeededGenerator) -> (channels: [BudgetSplit.Channel], budget: Int64) {
        let channels = (0..<Int.random(in: 2...6, using: &generator)).map { _ in
            let lower = Int64.random(in: 0...30, using: &generator)
            return BudgetSplit.Channel(
                curve: ResponseCurve(
                    most: Bool.random(using: &generator) || Bool.random(using: &generator)
                        ? .random(in: 0.1...100, using: &generator) : 0,
                    half: exp(.random(in: -3...6, using: &generator))
                ),
                lower: lower,
                upper: lower + Int64.random(in: 0...60, using: &generator)
            )
        }
        let least = channels.reduce(0) { $0 + $1.lower }
        let greatest = channels.reduce(0) { $0 + $1.upper }
        return (channels, Int64.random(in: least...greatest, using: &generator))
    }

    /// Best of all splits into whole units, by dynamic programming over the channels.
    private func best(_ channels: [BudgetSplit.Channel], budget: Int64) -> Double {
        var best: [Int64: Double] = [0: 0]
        for channel in channels {
            var next: [Int64: Double] = [:]
            for (used, response) in best {
                for spend in channel.lower...channel.upper where used + spend <= budget {
                    next[used + spend] = max(
                        next[used + spend] ?? -1,
                        response + channel.curve.value(Double(spend))
                    )
                }
            }
            best = next
        }
        return best[budget] ?? -1
    }

    @Test func noSplitOnAGridIsBetter() throws {
        var generator = SeededGenerator(seed: 7)
        for number in 0..<300 {
            let (channels, budget) = problem(&generator)
            let exact = channels.map { ($0.curve, Double($0.lower), Double($0.upper)) }
            let spend = try #require(BudgetSplit.exact(exact, budget: Double(budget)), "problem \(number)")
            #expect(abs(spend.reduce(0, +) - Double(budget)) < 1e-9)
            for (spend, channel) in zip(spend, exact) { #expect(channel.1 <= spend && spend <= channel.2) }
            let grid = best(channels, budget: budget)
            let found = response(spend, exact)
            // At least as good as every split into whole units.
            #expect(found >= grid - 1e-9, "problem \(number)")
            let split = try #require(BudgetSplit(channels, budget: budget))
            #expect(split.spend.reduce(0, +) == budget)
            for (spend, channel) in zip(split.spend, channels) {
                #expect(channel.lower <= spend && spend <= channel.upper)
            }
            #expect(response(split.spend.map(Double.init), exact) <= grid + 1e-9)
        }
    }

    /// At realistic amounts, the split into whole units is the exact one rounded.
    @Test func roundingCostsNothingThatCounts() throws {
        let channels = curves.map { curve in
            BudgetSplit.Channel(
                curve: ResponseCurve(most: curve.most, half: 100 * curve.half),
                lower: 0,
                upper: 10_000
            )
        }
        let split = try #require(BudgetSplit(channels, budget: 10_000))
        #expect(split.spend == [5091, 3055, 1854])
    }

    @Test func itIsNeverWorseThanToday() throws {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<300 {
            let (channels, _) = problem(&generator)
            let today = channels.map { Int64.random(in: $0.lower...$0.upper, using: &generator) }
            let budget = today.reduce(0, +)
            let split = try #require(BudgetSplit(channels, budget: budget, today: today))
            let exact = channels.map { ($0.curve, Double($0.lower), Double($0.upper)) }
            #expect(split.spend.reduce(0, +) == budget)
            #expect(response(split.spend.map(Double.init), exact) >= response(today.map(Double.init), exact) - 1e-12)
        }
    }

    @Test func theOrderOfChannelsDoesNotMatter() throws {
        var generator = SeededGenerator(seed: 13)
        for _ in 0..<300 {
            let (channels, budget) = problem(&generator)
            let order = channels.indices.shuffled(using: &generator)
            let split = try #require(BudgetSplit(channels, budget: budget))
            let shuffled = try #require(BudgetSplit(order.map { channels[$0] }, budget: budget))
            // Channels without response are interchangeable, with equal spend up to a unit of rounding.
            for (position, index) in order.enumerated() where channels[index].curve.most > 0 {
                #expect(shuffled.spend[position] == split.spend[index])
            }
            let exact = channels.map { ($0.curve, Double($0.lower), Double($0.upper)) }
            let plain = try #require(BudgetSplit.exact(exact, budget: Double(budget)))
            let mixed = try #require(BudgetSplit.exact(order.map { exact[$0] }, budget: Double(budget)))
            for (position, index) in order.enumerated() { #expect(mixed[position] == plain[index]) }
        }
    }
}
