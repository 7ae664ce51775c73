import HeadroomNumerics

/// The fitted responses of channels, and the split of their budget with the most expected conversions.
package struct BudgetPlan: Sendable {
    package struct Channel: Sendable {
        let name: String
        let inflation: Double
        package let fit: ResponseFit
        /// Bootstrap fits to weeks drawn with replacement, the same weeks for every channel.
        let refits: [ResponseFit]
        /// Mean weekly spend of the last ``BudgetPlan/recentWeeks`` weeks, in minor units.
        package let today: Int64
        let lower: Int64
        let upper: Int64
        package var proposed: Int64 = 0
    }

    /// Channels sorted by name; empty where no budget can be split.
    package private(set) var channels: [Channel] = []
    /// Reasons why a channel, or without a name the whole plan, is left out.
    package private(set) var refusals: [(channel: String?, problem: SpendProblem)] = []

    /// Number of weeks that today's spend is averaged over.
    static let recentWeeks = 13
    /// Bounds of a channel's spend as multiples of today's.
    static let bounds = 0.5...1.5
    static let draws = 200
    /// Largest p value at which a response is accepted.
    static let greatestChance = 0.05

    package init(_ weekly: WeeklyChannels) {
        guard weekly.weeks.count >= SpendCheck.fewestWeeks else {
            refusals = [(nil, .fewWeeks)]
            return
        }
        let inflation = SpendCheck.inflation(of: weekly.channels.map(\.spend))
        let draws = Self.weights(weeks: weekly.weeks.count)
        for (channel, inflation) in zip(weekly.channels, inflation) {
            if let problem = SpendCheck.problem(
                spend: channel.spend,
                conversions: channel.conversions,
                inflation: inflation
            ) {
                refusals.append((channel.name, problem))
                continue
            }
            let series = ResponseFit.Series(spend: channel.spend, conversions: channel.conversions)
            let fit = ResponseFit(series)
            guard fit.chance(series) <= Self.greatestChance else {
                refusals.append((channel.name, .noResponse))
                continue
            }
            let recent = channel.spend.suffix(Self.recentWeeks)
            let today = recent.reduce(0, +) / Double(recent.count)
            channels.append(
                Channel(
                    name: channel.name,
                    inflation: inflation,
                    fit: fit,
                    refits: draws.map { ResponseFit(series, weights: $0) },
                    today: Int64(today.rounded()),
                    lower: Int64((today * Self.bounds.lowerBound).rounded(.down)),
                    upper: Int64((today * Self.bounds.upperBound).rounded(.up))
                )
            )
        }
        guard channels.count > 1,
            let split = BudgetSplit(
                channels.map { BudgetSplit.Channel(curve: $0.fit.steady, lower: $0.lower, upper: $0.upper) },
                budget: budget,
                today: channels.map(\.today)
            )
        else {
            channels = []
            refusals.append((nil, .fewChannels))
            return
        }
        for (index, spend) in split.spend.enumerated() { channels[index].proposed = spend }
    }

    package var budget: Int64 { channels.reduce(0) { $0 + $1.today } }

    /// Multiplicity of each week in each draw; 0 for the weeks of the warm-up.
    static func weights(weeks: Int) -> [[Double]] {
        var generator = SeededGenerator(seed: 1, purpose: "weeks of channels")
        return (0..<draws).map { _ in
            var weights = [Double](repeating: 0, count: weeks)
            for _ in ResponseFit.warmUp..<weeks {
                weights[Int.random(in: ResponseFit.warmUp..<weeks, using: &generator)] += 1
            }
            return weights
        }
    }

    /// The middle 95 % of a value over the draws.
    static func interval(_ values: [Double]) -> (low: Double, high: Double) {
        let sorted = values.sorted()
        func quantile(_ share: Double) -> Double {
            let place = share * Double(sorted.count - 1)
            let below = Int(place)
            let above = min(sorted.count - 1, below + 1)
            return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
        }
        return (quantile(0.025), quantile(0.975))
    }

    /// Expected weekly conversions of the proposed split minus those of today's, with their interval.
    package var change: (value: Double, low: Double, high: Double) {
        func change(_ curve: (Channel) -> ResponseCurve) -> Double {
            channels.reduce(0) { sum, channel in
                let curve = curve(channel)
                return sum + curve.value(Double(channel.proposed)) - curve.value(Double(channel.today))
            }
        }
        let (low, high) = Self.interval((0..<Self.draws).map { draw in change { $0.refits[draw].steady } })
        return (change { $0.fit.steady }, low, high)
    }
}

extension BudgetPlan.Channel {
    /// A value of the steady response with its interval.
    package func figure(_ of: (ResponseCurve) -> Double) -> (value: Double, low: Double, high: Double) {
        let (low, high) = BudgetPlan.interval(refits.map { of($0.steady) })
        return (of(fit.steady), low, high)
    }
}
