import HeadroomCore
import HeadroomSweep
import Testing

@Suite struct RecommenderTests {
    func document(
        _ rates: [(Int, Double)],
        fits: Int? = nil,
        pays: Int? = nil,
        objective: SweepDocument.Objective = .time
    ) -> SweepDocument {
        let machine = SweepDocument.Machine(
            devices: ["CPU"],
            driver: nil,
            frameworks: [:],
            logicalCPUs: 2,
            usableCPUs: 2,
            memoryBytes: 1
        )
        var document = SweepDocument(
            kind: .sweep,
            id: "x",
            startedAt: "",
            command: ["train"],
            workload: nil,
            objective: objective,
            machine: machine
        )
        document.points = rates.map { size, rate in
            SweepDocument.Point(
                batchSize: size,
                trials: [1],
                steps: 100,
                samples: 100 * size,
                samplesPerSecond: Interval(value: rate, low: 0.99 * rate, high: 1.01 * rate),
                stepSeconds: StepSeconds(mean: Double(size) / rate, low: 0, high: 1, median: 0, p95: 0),
                precise: true
            )
        }
        document.fits = fits.map {
            SweepDocument.Fits(
                batchSize: $0,
                verified: true,
                probes: 3,
                outOfMemoryProbes: 0,
                limitedBy: .host,
                estimatedBatchSize: nil,
                probabilities: []
            )
        }
        document.pays = pays.map { SweepDocument.Pays(batchSize: $0, fractionOfPeak: 0.95, threshold: 0.9) }
        return document
    }

    /// Memory ends at 64, and the laws ask for 256: sqrt(64 * 1,024).
    @Test func whatDoesNotFitMayBeAddedUpButDoesNotPay() throws {
        var document = document([8, 16, 32, 64].map { ($0, Double($0) / Double(64 + $0)) }, fits: 64)
        document.laws.noise = .init(criticalBatchSize: Interval(value: 1024, low: 1000, high: 1050), stages: [])
        var time = SweepDocument.Laws.Time(fixedSeconds: 64, secondsPerSample: 1, residualRatio: 0)
        time.halfSaturationBatchSize = Interval(value: 64, low: 63, high: 65)
        document.laws.time = time
        let recommendation = try #require(Recommender(document: document, paysAt: 0.9).recommendation)
        #expect(recommendation.batchSize == 64 && recommendation.limitedBy == .fits)
        // Four batches of 64: (4 + 16) / (1 + 16) times as long.
        #expect(recommendation.why.contains("4 batches of it") && recommendation.why.contains("1.18 times"))
        document.laws.noise = .init(criticalBatchSize: Interval(value: 16, low: 15, high: 17), stages: [])
        #expect(Recommender(document: document, paysAt: 0.9).recommendation?.why.contains("added up") == false)
    }

    private let curve = [(1, 10.0), (8, 60), (32, 95), (64, 100)]

    @Test func itIsTheSmallerOfWhatPaysAndWhatFits() throws {
        let pays = try #require(Recommender(document: document(curve, fits: 500, pays: 32), paysAt: 0.9).recommendation)
        #expect(pays.batchSize == 32 && pays.limitedBy == .pays)
        let fits = try #require(Recommender(document: document(curve, fits: 16, pays: 32), paysAt: 0.9).recommendation)
        #expect(fits.batchSize == 16 && fits.limitedBy == .fits)
    }

    @Test func itSaysThatLearningWasNotMeasured() throws {
        let recommendation = try #require(
            Recommender(document: document(curve, fits: 500, pays: 32), paysAt: 0.9).recommendation
        )
        #expect(recommendation.why.contains("whether the model still learns at it has not been measured"))
    }

    @Test func throughputTakesTheFastest() throws {
        let document = document(curve, fits: 500, pays: 32, objective: .throughput)
        let recommendation = try #require(Recommender(document: document, paysAt: 0.9).recommendation)
        #expect(recommendation.batchSize == 64 && recommendation.limitedBy == .objective)
    }

    @Test func withoutASearchTheFastestMeasuredIsTheBestKnown() throws {
        let recommendation = try #require(Recommender(document: document(curve), paysAt: 0.9).recommendation)
        #expect(recommendation.batchSize == 64)
    }

    @Test func nothingMeasuredIsNoRecommendation() {
        #expect(Recommender(document: document([], fits: 8), paysAt: 0.9).recommendation == nil)
    }

    @Test func forEnergyItIsTheOneThatTakesTheLeastForASample() throws {
        var document = document([(8, 100), (16, 190), (32, 250), (64, 260)], pays: 32, objective: .energy)
        #expect(Recommender(document: document, paysAt: 0.9).recommendation?.batchSize == 32, "while none is known")
        for (index, joules) in [4, 2, 3, 5].enumerated() { document.points[index].joulesPerSample = Double(joules) }
        let recommendation = try #require(Recommender(document: document, paysAt: 0.9).recommendation)
        #expect(recommendation.batchSize == 16 && recommendation.limitedBy == .objective)
    }
}
