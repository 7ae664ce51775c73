import Glibc
import HeadroomCustomers
import HeadroomNumerics
import Testing

/// Fit of response curves to weekly series with a known curve.
@Suite struct ResponseFitTests {
    private struct Truth {
        var most = 40.0, half = 3000.0, carryOver = 0.3
        var steady: ResponseCurve { ResponseCurve(most: most, half: half * (1 - carryOver)) }
    }

    /// Weekly spend between 200 and 10,000, with pauses.
    private func spend(_ weeks: Int, _ generator: inout SeededGenerator) -> [Double] {
        (0..<weeks).map { _ in
            Int.random(in: 0..<10, using: &generator) == 0 ? 0 : 200 * exp(.random(in: 0...3.9, using: &generator))
        }
    }

    private func poisson(_ mean: Double, _ generator: inout SeededGenerator) -> Double {
        var (count, product) = (-1.0, 1.0)
        let bound = exp(-mean)
        repeat {
            product *= .random(in: 0..<1, using: &generator)
            count += 1
        } while product > bound
        return count
    }

    /// Expected weekly conversions, computed separately from the fit as a sum over all earlier weeks.
    private func mean(_ spend: [Double], _ truth: Truth) -> [Double] {
        spend.indices.map { week in
            let effective = (0...week).reduce(0) { $0 + spend[week - $1] * pow(truth.carryOver, Double($1)) }
            return truth.most * effective / (truth.half + effective)
        }
    }

    @Test(arguments: [0.0, 0.3, 0.75])
    func withoutNoiseTheCurveIsFound(carryOver: Double) {
        var generator = SeededGenerator(seed: 3)
        let truth = Truth(carryOver: carryOver)
        let spend = spend(104, &generator)
        let fit = ResponseFit(ResponseFit.Series(spend: spend, conversions: mean(spend, truth)))
        #expect(abs(fit.carryOver - carryOver) < 1e-9)
        #expect(abs(fit.curve.most / truth.most - 1) < 1e-4)
        #expect(abs(fit.curve.half / truth.half - 1) < 1e-3)
    }

    private func weekly(_ channels: [(name: String, spend: [Double], conversions: [Double])]) -> WeeklyChannels {
        let monday = CivilDay.number(year: 2024, month: 1, day: 1) * 86_400
        let weeks = channels[0].spend.count
        return WeeklyChannels(
            weeks: WeekGrid(from: monday, through: monday + Int64(weeks) * 7 * 86_400 - 1, zone: .utc),
            source: .customers,
            channels: channels.map {
                WeeklyChannels.Channel(name: $0.name, spend: $0.spend, conversions: $0.conversions)
            }
        )
    }

    /// In 20 simulated companies, 80 to 100 % of the intervals of the response to today's spend contain the true one.
    @Test func theIntervalsHoldTheTruth() {
        var (held, all, ranked) = (0, 0, 0)
        for seed in 0..<20 {
            var generator = SeededGenerator(seed: UInt64(100 + seed))
            let truths = [Truth(most: 40, half: 3000, carryOver: 0.3), Truth(most: 15, half: 800, carryOver: 0.5)]
            let channels = zip(["a", "b"], truths).map { name, truth in
                let spend = spend(120, &generator)
                return (name, spend, mean(spend, truth).map { poisson($0, &generator) })
            }
            let plan = BudgetPlan(weekly(channels))
            guard plan.channels.count == 2 else {
                Issue.record("seed \(seed): \(plan.refusals)")
                continue
            }
            for (channel, truth) in zip(plan.channels, truths) {
                let figure = channel.figure { $0.value(Double(channel.today)) }
                let known = truth.steady.value(Double(channel.today))
                held += figure.low <= known && known <= figure.high ? 1 : 0
                all += 1
            }
            // Order of the two channels by marginal return at the same spend.
            let marginals = plan.channels.map { $0.fit.steady.marginal(3000) }
            let known = truths.map { $0.steady.marginal(3000) }
            ranked += (marginals[0] > marginals[1]) == (known[0] > known[1]) ? 1 : 0
            #expect(plan.change.value >= 0)
            #expect(plan.channels.reduce(0) { $0 + $1.proposed } == plan.budget)
        }
        #expect(all == 40)
        #expect((0.8...1).contains(Double(held) / Double(all)), "\(held) of \(all)")
        #expect(ranked >= 19, "\(ranked) of 20")
    }

    /// Conversions independent of the spend: nearly all such channels are refused.
    @Test func aChannelOfNoiseIsRefused() {
        var (channels, refused) = (0, 0)
        for seed in 0..<20 {
            var generator = SeededGenerator(seed: UInt64(500 + seed))
            let series = ["a", "b"].map { name in
                (name, spend(104, &generator), (0..<104).map { _ in poisson(6, &generator) })
            }
            channels += 2
            refused += BudgetPlan(weekly(series)).refusals.count { $0.problem == .noResponse }
        }
        // One in twenty is expected to pass by chance.
        #expect(channels == 40)
        #expect(refused >= 35, "\(refused) of \(channels)")
    }

    /// A trend that is independent of the spend is not a response.
    @Test func aTrendIsNoResponse() {
        var refused = 0
        for seed in 0..<10 {
            var generator = SeededGenerator(seed: UInt64(900 + seed))
            let (one, two) = (spend(104, &generator), spend(104, &generator))
            let rising = (0..<104).map { poisson(4 + 0.1 * Double($0), &generator) }
            let plan = BudgetPlan(weekly([("a", one, mean(one, Truth())), ("b", two, rising)]))
            refused += plan.refusals.contains { $0.channel == "b" && $0.problem == .noResponse } ? 1 : 0
        }
        #expect(refused >= 8, "\(refused) of 10")
    }

    @Test func whatCannotBeToldIsRefused() {
        var generator = SeededGenerator(seed: 9)
        let (one, two) = (spend(60, &generator), spend(60, &generator))
        let truth = Truth(carryOver: 0.2)
        let sold = zip(mean(one, truth), mean(two, truth)).map { $0 + $1 }
        func problems(_ channels: [(String, [Double], [Double])]) -> [String: SpendProblem] {
            let plan = BudgetPlan(weekly(channels.map { (name: $0.0, spend: $0.1, conversions: $0.2) }))
            return Dictionary(uniqueKeysWithValues: plan.refusals.map { ($0.channel ?? "all", $0.problem) })
        }
        #expect(problems([("a", one, sold), ("b", two, sold)]) == [:])
        #expect(
            problems([("a", Array(one.prefix(51)), Array(sold.prefix(51)))]) == ["all": .fewWeeks]
        )
        #expect(
            problems([("a", one, sold), ("b", one.map { _ in 500 }, sold)]) == ["b": .noVariance, "all": .fewChannels]
        )
        let twin = zip(one, two).map { $0 + 0.1 * $1 }
        #expect(
            problems([("a", one, sold), ("b", twin, sold)])
                == ["a": .collinear, "b": .collinear, "all": .fewChannels]
        )
        #expect(
            problems([("a", one, sold), ("b", two, sold), ("c", two.map { $0 - 300 }, sold)])["c"] == .negativeSpend
        )
        let monthly = one.indices.map { $0.isMultiple(of: 4) ? one[$0] : 0 }
        #expect(problems([("a", monthly, sold), ("b", two, sold)])["a"] == .fewWeeksWithSpend)
        #expect(problems([("a", one, sold.map { _ in 0 }), ("b", two, sold)])["a"] == .noConversions)
    }

    /// With two series the factor is 1 / (1 - r^2), where r is their correlation.
    @Test func theInflationIsThatOfTheRegression() {
        let factors = SpendCheck.inflation(of: [[1, 2, 3, 4, 5], [2, 1, 4, 3, 5]])
        // The correlation is 0.8.
        for factor in factors { #expect(abs(factor - 1 / 0.36) < 1e-12) }
        #expect(SpendCheck.inflation(of: [[1, 2, 3], [2, 4, 6]]) == [.infinity, .infinity])
        #expect(SpendCheck.inflation(of: [[1, 2, 3]]) == [1])
        // The third series is the sum of the other two.
        let sum = SpendCheck.inflation(of: [[1, 5, 2, 8], [3, 1, 4, 1], [4, 6, 6, 9]])
        #expect(sum == [.infinity, .infinity, .infinity])
    }

    @Test func theNamesOfChannelsDoNotMatter() {
        var generator = SeededGenerator(seed: 21)
        let series = (0..<3).map { _ in
            let spend = spend(80, &generator)
            return (spend, mean(spend, Truth()).map { poisson($0, &generator) })
        }
        let plan = BudgetPlan(weekly(zip(["a", "b", "c"], series).map { ($0, $1.0, $1.1) }))
        let renamed = BudgetPlan(weekly(zip(["a", "b", "c"], series.reversed()).map { ($0, $1.0, $1.1) }))
        #expect(plan.channels.map(\.proposed) == renamed.channels.reversed().map(\.proposed))
        #expect(abs(plan.change.low - renamed.change.low) < 1e-9)
    }

    @Test func aWeekBeginsOnMondayInTheZone() throws {
        let zone = try TimeZoneRule("Europe/Berlin")
        func time(_ text: String) throws -> Int64 { try #require(Timestamp.seconds(text, zone: zone)) }
        // Daylight saving time starts on Sunday 2025-03-30.
        let weeks = WeekGrid(from: try time("2025-03-26"), through: try time("2025-04-09"), zone: zone)
        #expect(try weeks.bounds == ["2025-03-24", "2025-03-31", "2025-04-07", "2025-04-14"].map(time))
        #expect(weeks.index(of: try time("2025-03-30T23:59:59")) == 0)
        #expect(weeks.index(of: try time("2025-03-31")) == 1)
        #expect(weeks.index(of: try time("2025-03-23T23:59:59")) == nil)
        #expect(weeks.index(of: try time("2025-04-14")) == nil)
    }
}
