import HeadroomCore
import HeadroomNumerics
import RealModule
import Testing

@Suite struct RatioIntervalTests {
    private func figure(_ value: Double, _ half: Double) -> Interval {
        Interval(value: value, low: value * (1 - half), high: value * (1 + half))
    }

    @Test func theErrorsOfBothAdd() throws {
        let ratio = try #require(Interval(ratioOf: figure(100, 0.03), to: figure(100, 0.04)))
        // For small errors the square root of the sum of their squares.
        #expect(ratio.value == 1)
        #expect(abs(Double.log(ratio.high) - 0.05) < 0.002 && abs(Double.log(ratio.low) + 0.05) < 0.002)
        // An exactly known one adds nothing.
        let certain = try #require(Interval(ratioOf: figure(100, 0.03), to: figure(50, 0)))
        #expect(abs(certain.low - 1.94) < 1e-9 && abs(certain.high - 2.06) < 1e-9)
        #expect(Interval(ratioOf: Interval(value: 1, low: -1, high: 3), to: figure(1, 0.1)) == nil)
    }

    /// Intervals of values that clearly differ may overlap a little.
    @Test func overlapIsNoTest() throws {
        let (one, other) = (figure(100, 0.03), figure(95, 0.03))
        #expect(one.overlaps(other))
        #expect(try #require(Interval(ratioOf: other, to: one)).high < 1)
    }

    @Test func itCoversAsOftenAsItClaims() throws {
        var generator = SeededGenerator(seed: 21)
        func estimate(_ truth: Double, _ deviation: Double) -> Interval? {
            SeedMean((0..<12).map { _ in truth * (1 + deviation * generator.normal()) })?.interval
        }
        var (covered, runs) = (0, 0)
        while runs < 4000 {
            guard let one = estimate(80, 0.02), let other = estimate(100, 0.05),
                let ratio = Interval(ratioOf: one, to: other)
            else { continue }
            runs += 1
            if ratio.low <= 0.8, 0.8 <= ratio.high { covered += 1 }
        }
        #expect(abs(Double(covered) / Double(runs) - 0.955) < 0.015, "\(covered)")
    }
}

@Suite struct ChangeRuleTests {
    private func document(_ rates: [Int: (value: Double, half: Double)]) -> SweepDocument {
        var document = SweepDocument(
            kind: .sweep,
            id: "a",
            startedAt: "",
            command: [],
            workload: nil,
            objective: .time,
            machine: .init(devices: [], driver: nil, frameworks: [:], logicalCPUs: 1, usableCPUs: 1, memoryBytes: 1)
        )
        document.points = rates.sorted { $0.key < $1.key }.map { size, rate in
            let (low, high) = (rate.value * (1 - rate.half), rate.value * (1 + rate.half))
            return SweepDocument.Point(
                batchSize: size,
                trials: [],
                steps: 1,
                samples: size,
                samplesPerSecond: Interval(value: rate.value, low: low, high: high),
                stepSeconds: StepSeconds(mean: 1, low: 1, high: 1, median: 1, p95: 1),
                precise: true
            )
        }
        return document
    }

    private func verdicts(
        _ before: [Int: (value: Double, half: Double)],
        _ after: [Int: (value: Double, half: Double)],
        bound: Double = -0.05
    ) -> [ChangeRule.Verdict] {
        let rule = ChangeRule(figure: .samplesPerSecond, isBelow: bound < 0.5, bound: bound)
        return RunComparison(before: document(before), after: document(after)).changes
            .filter { $0.figure == .samplesPerSecond }.map(rule.verdict)
    }

    @Test func noiseBreaksNoRule() {
        #expect(verdicts([8: (100, 0.1)], [8: (93, 0.1)]) == [.unclear])
        #expect(verdicts([8: (100, 0.02)], [8: (93, 0.02)]) == [.broken])
        #expect(verdicts([8: (100, 0.02)], [8: (96, 0.02)]) == [.accepted])
        #expect(verdicts([8: (100, 0.02)], [8: (140, 0.02)]) == [.accepted])
    }

    /// A bound that requires an improvement is violated if the improvement is clearly missed.
    @Test func anImprovementThatIsMissedBreaksItsRule() {
        #expect(verdicts([8: (100, 0.02)], [8: (100, 0.02)], bound: 0.1) == [.broken])
        #expect(verdicts([8: (100, 0.1)], [8: (105, 0.1)], bound: 0.1) == [.unclear])
        #expect(verdicts([8: (100, 0.1)], [8: (112, 0.1)], bound: 0.1) == [.accepted])
    }

    /// With many batch sizes, one of them changes by chance: the intervals are simultaneous.
    @Test func manyBatchSizesAreLookedAtTogether() {
        let alone = verdicts([8: (100, 0.04)], [8: (94, 0.04)])
        #expect(alone == [.broken])
        let sizes = (0..<11).map { 1 << $0 }
        func same(_ changed: Double) -> [Int: (value: Double, half: Double)] {
            Dictionary(uniqueKeysWithValues: sizes.map { ($0, ($0 == 8 ? changed : 100, 0.04)) })
        }
        #expect(verdicts(same(100), same(94)).filter { $0 != .accepted } == [.unclear])
    }

    @Test func aFigureWithoutAnIntervalIsTakenAtItsValue() {
        var (before, after) = (document([8: (100, 0.1)]), document([8: (100, 0.1)]))
        (before.points[0].peakHostMemoryBytes, after.points[0].peakHostMemoryBytes) = (1000, 1200)
        let rule = ChangeRule(figure: .peakHostMemoryBytes, isBelow: false, bound: 0.1)
        let changes = RunComparison(before: before, after: after).changes.filter { $0.figure == rule.figure }
        #expect(changes.map(rule.verdict) == [.broken] && changes.first?.isClear == nil)
    }
}

@Suite struct NormalQuantileTests {
    @Test func itKnowsItsTables() {
        #expect(abs(Normal.quantile(0.975) - 1.959964) < 1e-6 && abs(Normal.quantile(0.9999) - 3.719016) < 1e-6)
        #expect(Normal.quantile(0.5) == 0 && abs(Normal.quantile(0.05) + 1.644854) < 1e-6)
    }
}
