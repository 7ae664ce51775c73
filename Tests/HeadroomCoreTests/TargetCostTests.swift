import HeadroomCore
import Testing

@Suite struct TargetCostTests {
    private func point(_ batchSize: Int, stepSeconds: Double) -> MeasuredPoint {
        let rate = Double(batchSize) / stepSeconds
        return MeasuredPoint(
            batchSize: batchSize,
            trials: [],
            steps: 1,
            samples: batchSize,
            samplesPerSecond: Interval(value: rate, low: rate, high: rate),
            stepSeconds: StepSeconds(mean: stepSeconds, low: 0, high: 0, median: 0, p95: 0),
            precise: true
        )
    }

    /// The law of the step time and the steps law, compared with the closed form.
    @Test func theLeastTimeIsAtTheGeometricMean() throws {
        let (fixed, each, critical) = (0.002, 0.00001, 800.0)
        let cost = TargetCost(criticalBatchSize: critical)
        let points = (1...2000).map { point($0, stepSeconds: fixed + each * Double($0)) }
        let best = try #require(points.min { cost.seconds($0) < cost.seconds($1) })
        #expect(abs(Double(best.batchSize) - (fixed / each * critical).squareRoot()) <= 1)
    }

    @Test func theLearningRateFollowsTheBatchSizeUntilTheNoiseEnds() throws {
        let sgd = try #require(LearningRateRule(optimizer: "sgd learningRate=0.05 momentum=0.9"))
        let adam = try #require(LearningRateRule(optimizer: "Adam learningRate=0.001"))
        #expect(LearningRateRule(optimizer: "lion") == nil && LearningRateRule(optimizer: nil) == nil)
        // Far below the noise scale it is linear; far above it there is no gain.
        #expect(abs(sgd.factor(from: 1, to: 8, criticalBatchSize: 1e6) - 8) < 0.01)
        #expect(abs(sgd.factor(from: 1e5, to: 8e5, criticalBatchSize: 10) - 1) < 0.01)
        #expect(abs(adam.factor(from: 1, to: 16, criticalBatchSize: 1e6) - 4) < 0.01)
        #expect(sgd.factor(from: 64, to: 64, criticalBatchSize: 100) == 1)
    }

    @Test func theStagesOfATrainingAreToldApart() throws {
        func observations(_ steps: Range<Int>, noise: Double) -> [NoiseStages.Observation] {
            // A scatter of a tenth, so that an interval can be estimated.
            steps.map { .init(step: $0, pair: GradientPair(signal: $0.isMultiple(of: 2) ? 0.9 : 1.1, noise: noise)) }
        }
        let apart = NoiseStages(
            observations(0..<50, noise: 10) + observations(1000..<1050, noise: 100)
                + observations(2000..<2050, noise: 1000)
        )
        #expect(apart.stages.map(\.firstStep) == [0, 1000, 2000] && apart.stages.map(\.observations) == [50, 50, 50])
        #expect(abs(try #require(apart.overall).value - 100) < 1, "the geometric mean of 10, 100 and 1,000")
        let throughout = NoiseStages(observations(0..<90, noise: 10))
        #expect(throughout.stages.map(\.firstStep) == [0, 30, 60])
        #expect(NoiseStages([]).stages.isEmpty && NoiseStages([]).overall == nil)
        #expect(NoiseStages(observations(0..<3, noise: 10)).overall == nil)
    }
}

@Suite struct ProcessesTests {
    /// Batch sizes and noise scale are per process; the samples are those of all processes.
    @Test func theNoiseIsThatOfEachProcess() throws {
        // A scatter of a tenth, so that an interval can be estimated.
        let stages = NoiseStages(
            (0..<50).map { .init(step: $0, pair: GradientPair(signal: $0.isMultiple(of: 2) ? 0.9 : 1.1, noise: 80)) }
        )
        let all = GradientNoise(stages, preconditioned: nil, processes: 1)
        let each = GradientNoise(stages, preconditioned: stages, processes: 4)
        let whole = try #require(all.criticalBatchSize)
        #expect(whole == stages.overall && all.preconditioned == nil && all.inUse == whole)
        #expect(each.criticalBatchSize == Interval(value: whole.value / 4, low: whole.low / 4, high: whole.high / 4))
        #expect(each.inUse == each.preconditioned && each.preconditioned == each.criticalBatchSize)
        let scale = try #require(all.stages.first?.scale)
        #expect(each.stages.first?.scale?.value == scale.value / 4)
    }

    @Test func theSamplesAreThoseOfAll() {
        let cost = TargetCost(criticalBatchSize: 100, processes: 4)
        // Each process makes steps of 100 samples, 10 a second, so that there are 4,000 samples a second.
        let point = MeasuredPoint(
            batchSize: 100,
            trials: [],
            steps: 10,
            samples: 4000,
            samplesPerSecond: Interval(value: 4000, low: 4000, high: 4000),
            stepSeconds: StepSeconds(mean: 0.1, low: 0.1, high: 0.1, median: 0.1, p95: 0.1),
            precise: true
        )
        #expect(abs(cost.seconds(point) - 0.2) < 1e-12 && cost.samples(point) == 800)
    }
}
