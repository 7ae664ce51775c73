import HeadroomCore
import HeadroomSweep
import Testing

@Suite struct RecommenderTests {
    func findings(
        _ rates: [(Int, Double)],
        fits: Int? = nil,
        pays: Int? = nil,
        objective: SweepDocument.Objective = .time
    ) -> SweepFindings {
        let points = rates.map { size, rate in
            MeasuredPoint(
                batchSize: size,
                trials: [1],
                steps: 100,
                samples: 100 * size,
                samplesPerSecond: Interval(value: rate, low: 0.99 * rate, high: 1.01 * rate),
                stepSeconds: StepSeconds(mean: Double(size) / rate, low: 0, high: 1, median: 0, p95: 0),
                precise: true
            )
        }
        var findings = SweepFindings(objective: objective, points: points)
        findings.whatFits = fits.map {
            .known(
                SweepDocument.Fits(
                    batchSize: $0,
                    verified: true,
                    probes: 3,
                    outOfMemoryProbes: 0,
                    limitedBy: .host,
                    estimatedBatchSize: nil,
                    probabilities: []
                )
            )
        }
        findings.whatPays = pays.map { .known(SweepDocument.Pays(batchSize: $0, fractionOfPeak: 0.95, threshold: 0.9)) }
        return findings
    }

    /// Memory limits the batch size to 64, while the laws recommend 256: sqrt(64 * 1,024).
    @Test func whatDoesNotFitMayBeAddedUpButDoesNotPay() throws {
        var findings = findings([8, 16, 32, 64].map { ($0, Double($0) / Double(64 + $0)) }, fits: 64)
        findings.laws.noise = .init(criticalBatchSize: Interval(value: 1024, low: 1000, high: 1050), stages: [])
        // A step takes 64 units and a unit for each sample: b_half is 64.
        findings.laws.time = TimeLaw.fit(
            [8, 16, 32, 64].map { .init(batchSize: $0, stepSeconds: 64 + $0, standardError: 0) }
        )
        let recommendation = try #require(Recommender(findings).recommendation)
        #expect(recommendation.batchSize == 64 && recommendation.limitedBy == .fits)
        // Four batches of 64: (4 + 16) / (1 + 16) times as long.
        #expect(
            recommendation.explanation.contains("4 batches of it") && recommendation.explanation.contains("1.18 times")
        )
        findings.laws.noise = .init(criticalBatchSize: Interval(value: 16, low: 15, high: 17), stages: [])
        #expect(Recommender(findings).recommendation?.explanation.contains("added up") == false)
    }

    private let curve = [(1, 10.0), (8, 60), (32, 95), (64, 100)]

    @Test func itIsTheSmallerOfWhatPaysAndWhatFits() throws {
        let pays = try #require(Recommender(findings(curve, fits: 500, pays: 32)).recommendation)
        #expect(pays.batchSize == 32 && pays.limitedBy == .pays)
        let fits = try #require(Recommender(findings(curve, fits: 16, pays: 32)).recommendation)
        #expect(fits.batchSize == 16 && fits.limitedBy == .fits)
    }

    @Test func itSaysThatLearningWasNotMeasured() throws {
        let recommendation = try #require(
            Recommender(findings(curve, fits: 500, pays: 32)).recommendation
        )
        #expect(recommendation.explanation.contains("whether the model still learns at it has not been measured"))
    }

    @Test func throughputTakesTheFastest() throws {
        let findings = findings(curve, fits: 500, pays: 32, objective: .throughput)
        let recommendation = try #require(Recommender(findings).recommendation)
        #expect(recommendation.batchSize == 64 && recommendation.limitedBy == .objective)
    }

    @Test func withoutASearchTheFastestMeasuredIsTheBestKnown() throws {
        let recommendation = try #require(Recommender(findings(curve)).recommendation)
        #expect(recommendation.batchSize == 64)
    }

    @Test func nothingMeasuredIsNoRecommendation() {
        #expect(Recommender(findings([], fits: 8)).recommendation == nil)
    }

    @Test func forEnergyItIsTheOneThatTakesTheLeastForASample() throws {
        var findings = findings([(8, 100), (16, 190), (32, 250), (64, 260)], pays: 32, objective: .energy)
        #expect(Recommender(findings).recommendation?.batchSize == 32, "while none is known")
        for (index, joules) in [4, 2, 3, 5].enumerated() { findings.points[index].joulesPerSample = Double(joules) }
        let recommendation = try #require(Recommender(findings).recommendation)
        #expect(recommendation.batchSize == 16 && recommendation.limitedBy == .objective)
    }
}

@Suite struct QuickReductionTests {
    /// Without trainings in full the noise measurement shows whether gradients are summed.
    @Test func addedGradientsCountWithoutTrainings() throws {
        var findings = SweepFindings(objective: .time)
        findings.baseline = .init(batchSize: 64, observed: true)
        findings.laws.noise = .init(criticalBatchSize: Interval(value: 1e9, low: 1e9, high: 1e9), stages: [])
        #expect(findings.learningRateFactor(to: 256) == nil, "without a rule")
        findings.rule = LearningRateRule(optimizer: "sgd")
        #expect(abs(try #require(findings.learningRateFactor(to: 256)) - 4) < 1e-6)
        findings.laws.noise?.reduction = .sum
        #expect(abs(try #require(findings.learningRateFactor(to: 256)) - 1) < 1e-6)
    }
}
