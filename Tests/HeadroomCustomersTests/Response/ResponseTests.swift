import HeadroomCustomers
import HeadroomDisplay
import HeadroomNumerics
import TestSupport
import Testing

/// Response rates by trait, and the post-stratified statistic.
@Suite struct ResponseTests {
    /// Scores with the given numbers of promoters, passives and detractors.
    private func scores(_ promoters: Int, _ passives: Int, _ detractors: Int) -> [Int] {
        [Int](repeating: 9, count: promoters) + [Int](repeating: 7, count: passives)
            + [Int](repeating: 3, count: detractors)
    }

    /// Plan a: 100 delivered, scores; plan b: 300 delivered, scores.
    private func document(_ a: [Int], _ b: [Int], delivered: (a: Int, b: Int) = (100, 300)) throws -> CustomersDocument
    {
        let count = delivered.a + delivered.b
        let subscriptions = (0..<count).map {
            "s\($0),c\($0),\($0 < delivered.a ? "a" : "b"),10.00,USD,month,2025-01-01,"
        }
        let surveys = (0..<count).map { number in
            let place = number < delivered.a ? number : number - delivered.a
            let own = number < delivered.a ? a : b
            return "r\(number),c\(number),2025-05-05,yes,,\(place < own.count ? "\(own[place])" : "")"
        }
        return try report([
            "subscriptions.csv":
                (["subscription_id,customer_id,plan,amount,currency,interval,start,end"] + subscriptions)
                .joined(separator: "\n"),
            "surveys.csv": (["response_id,customer_id,sent_at,delivered,responded_at,score"] + surveys).joined(
                separator: "\n"
            ),
        ])
    }

    /// By hand: a answers 50 of 100 with an NPS of 40, b 50 of 300 with -20: raw 10, weighted 0.25 40 - 0.75 20 = -5.
    @Test func theFigureIsWeightedWhereResponseRatesDiffer() throws {
        let document = try document(scores(30, 10, 10), scores(10, 20, 20))
        let response = try #require(document.surveys?.response)
        let plan = try #require(response.traits.first { $0.trait == .plan })
        #expect(plan.levels.map(\.level) == ["a", "b"])
        #expect(plan.levels.map(\.responses) == [50, 50])
        #expect(plan.levels.map(\.value) == [40, -20])
        let weighted = try #require(response.weighted)
        #expect(weighted.trait == .plan)
        #expect(abs(weighted.raw - 10) < 1e-9 && abs(weighted.value + 5) < 1e-9)
        // Variances of one answer: 100^2 (p + d - (p - d)^2).
        let (first, second) = (10_000 * (0.8 - 0.16), 10_000 * (0.6 - 0.04))
        let error = (0.0625 * first / 50 + 0.5625 * second / 50).squareRoot()
        #expect(abs(weighted.standardError - error) < 1e-9)
        #expect(abs(weighted.high - weighted.low - 2 * 1.959964 * error) < 1e-3)
        for text in [
            CustomersReports.markdown(document), CustomersPage.render(document),
            CustomersReports.terminal(document, width: 120, style: TerminalStyle(usesColor: false)),
        ] { #expect(text.contains("Who answered") && text.contains("-5.0")) }
    }

    @Test func equalRatesNeedNoWeights() throws {
        let response = try #require(document(scores(12, 10, 8), scores(30, 30, 30)).surveys?.response)
        #expect(response.weighted == nil)
        #expect((response.traits.first { $0.trait == .plan }?.p ?? 0) > 0.05)
    }

    @Test func severalTestsAreCorrected() {
        // As R's p.adjust(c(0.01, 0.04, 0.03), "holm").
        let adjusted = ResponseComparison.holm([0.01, 0.04, 0.03])
        #expect(zip(adjusted, [0.03, 0.06, 0.06]).allSatisfy { abs($0 - $1) < 1e-12 })
    }

    @Test func smallLevelsAreOne() {
        func level(_ name: String, _ delivered: Int, _ answers: Int) -> ResponseComparison.Level {
            ResponseComparison.Level(name: name, delivered: delivered, scores: [Int](repeating: 9, count: answers))
        }
        let merged = ResponseComparison.merged([
            level("a", 100, 50), level("b", 12, 6), level("c", 4, 2), level("d", 8, 5),
        ])
        #expect(merged.map(\.name) == ["(other)", "a", "b"])
        #expect(merged.map(\.delivered) == [12, 100, 12])
        let rest = ResponseComparison.merged([level("a", 100, 50), level("b", 60, 20), level("c", 4, 2)])
        #expect(rest.map(\.name) == ["a", "b and others"])
    }

    /// Weighting by levels with equal scores changes nothing.
    @Test func weightsOfLikeLevelsChangeNothing() throws {
        func level(_ name: String, _ delivered: Int) -> ResponseComparison.Level {
            ResponseComparison.Level(name: name, delivered: delivered, scores: scores(5, 3, 2))
        }
        let weighted = try #require(ResponseComparison.weighted([level("a", 10), level("b", 90)], scale: .nps))
        #expect(abs(weighted.value - 30) < 1e-9)
        let one = ResponseComparison.Level(name: "a", delivered: 9, scores: [9])
        #expect(ResponseComparison.weighted([one], scale: .nps) == nil)
    }

    @Test func withoutAnIntervalThereIsNoComparison() throws {
        #expect(try document(scores(5, 5, 5), []).surveys?.response == nil)
    }

    /// Simulated waves in which the plan with more promoters answers three times as often: the raw figure is too high; the
    /// weighted figure is unbiased, and its interval has the stated coverage.
    @Test func theWeightedFigureIsThatOfAllCustomers() throws {
        var draw = SeededGenerator(seed: 1, purpose: "survey response")
        // Customers, response rate, shares of promoters and detractors of each plan.
        let plans = [(200, 0.6, 0.6, 0.1), (400, 0.2, 0.2, 0.5)]
        // (200 50 - 400 30) / 600 points.
        let truth = (200.0 * 50 - 400 * 30) / 600
        var (covered, sum, raw) = (0, 0.0, 0.0)
        let waves = 400
        for _ in 0..<waves {
            let levels = plans.enumerated().map { index, plan in
                var scores: [Int] = []
                for _ in 0..<plan.0 where Double.random(in: 0..<1, using: &draw) < plan.1 {
                    let place = Double.random(in: 0..<1, using: &draw)
                    scores.append(place < plan.2 ? 10 : place < plan.2 + plan.3 ? 2 : 8)
                }
                return ResponseComparison.Level(name: "\(index)", delivered: plan.0, scores: scores)
            }
            let weighted = try #require(ResponseComparison.weighted(levels, scale: .nps))
            sum += weighted.value
            covered += abs(weighted.value - truth) < 1.96 * weighted.standardError ? 1 : 0
            let all = levels.flatMap(\.scores)
            let points = all.reduce(0) { $0 + ($1 >= 9 ? 100 : $1 <= 6 ? -100 : 0) }
            raw += Double(points) / Double(all.count)
        }
        // A wave's standard error is about 7, so that the mean of 400 is within 1 of the truth.
        #expect(abs(sum / Double(waves) - truth) < 1)
        #expect(raw / Double(waves) > truth + 10)
        #expect((0.92...0.98).contains(Double(covered) / Double(waves)))
    }
}
