import HeadroomCore
import HeadroomNumerics
import HeadroomSweep
import Testing

@Suite struct StudyBudgetTests {
    @Test func everythingIsMadeWhereThereIsTime() {
        let budget = StudyBudget(askedSeeds: 5, equalSamples: 10, equalUpdates: [256: 5, 1024: 20], seconds: 1000)
        #expect(budget.seeds == 5 && budget.givenUp.isEmpty)
    }

    /// The longest trainings are dropped first: those with equal updates at the largest batch sizes.
    @Test func longTrainingsAreGivenUpBeforeSeeds() {
        let budget = StudyBudget(askedSeeds: 5, equalSamples: 10, equalUpdates: [256: 5, 1024: 20], seconds: 100)
        #expect(budget.seeds == 5 && budget.givenUp == [1024])
    }

    @Test func threeSeedsWithAsManyUpdatesAreWorthMoreThanFiveWithout() {
        let budget = StudyBudget(askedSeeds: 5, equalSamples: 10, equalUpdates: [256: 8, 1024: 50], seconds: 61)
        #expect(budget.seeds == 3 && budget.givenUp == [1024])
    }

    @Test func thenSeedsAreGivenUp() {
        let budget = StudyBudget(askedSeeds: 5, equalSamples: 10, equalUpdates: [256: 100], seconds: 25)
        #expect(budget.seeds == 2 && budget.givenUp == [256])
        // One seed is tried regardless of its time: the budget may suffice for a part of it.
        #expect(StudyBudget(askedSeeds: 5, equalSamples: 10, equalUpdates: [:], seconds: 1).seeds == 1)
        #expect(StudyBudget(askedSeeds: 1, equalSamples: 10, equalUpdates: [:], seconds: -5).seeds == 1)
    }

    /// The selected trainings fit, and no more would.
    @Test func whatIsChosenFits() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<500 {
            let samples = Double.random(in: 1...20, using: &generator)
            let updates = Dictionary(
                uniqueKeysWithValues: [128, 512, 2048].map { ($0, Double.random(in: 1...100, using: &generator)) }
            )
            let seconds = Double.random(in: 0...2000, using: &generator)
            let budget = StudyBudget(askedSeeds: 5, equalSamples: samples, equalUpdates: updates, seconds: seconds)
            let kept = updates.filter { !budget.givenUp.contains($0.key) }.values.reduce(0, +)
            let total = Double(budget.seeds) * (samples + kept)
            #expect(budget.seeds == 1 || total <= 0.9 * seconds + 1e-9)
        }
    }
}

@Suite struct ScheduleAdviceTests {
    private func findings(noise: [(Range<Int>, Double?)], steps: Int = 900) -> SweepFindings {
        var findings = RecommenderTests().findings(
            [8, 16, 32, 64, 128, 256, 512].map { size in
                // A step takes 64 units and a unit for each sample: b_half is 64.
                (size, Double(size) / Double(64 + size))
            }
        )
        findings.laws.noise = GradientNoise(
            criticalBatchSize: Interval(value: 64, low: 60, high: 70),
            stages: noise.map { steps, scale in
                GradientNoise.Stage(
                    firstStep: steps.lowerBound,
                    lastStep: steps.upperBound,
                    observations: steps.count,
                    scale: scale.map { Interval(value: $0, low: $0, high: $0) },
                    reason: nil
                )
            }
        )
        findings.laws.noise?.batchSize = 64
        findings.laws.noise?.steps = steps
        return findings
    }

    /// In each stage the batch size is the closed form, sqrt(64 Bc), among the measured sizes.
    @Test func theBatchGrowsWithTheNoise() throws {
        var findings = findings(noise: [(0..<100, 16), (400..<500, 64), (800..<900, 1024)])
        findings.rule = LearningRateRule(optimizer: "sgd")
        let steps = try #require(ScheduleAdvice(findings).steps)
        #expect(steps.map(\.batchSize) == [32, 64, 256])
        #expect(steps.map(\.fromFraction).first == 0)
        // Halfway between the centers of the stages.
        #expect(abs(steps[1].fromFraction - 250.0 / 900) < 1e-12 && abs(steps[2].fromFraction - 650.0 / 900) < 1e-12)
        #expect(abs(steps[0].learningRateFactor - (1 + 16.0 / 64) / (1 + 16.0 / 32)) < 1e-12)
    }

    @Test func whereTheNoiseDoesNotGrowThereIsNone() {
        #expect(ScheduleAdvice(findings(noise: [(0..<100, 64), (800..<900, 70)])).steps == nil)
        #expect(ScheduleAdvice(findings(noise: [(0..<100, 64), (800..<900, nil)])).steps == nil)
        #expect(ScheduleAdvice(findings(noise: [])).steps == nil)
    }
}
