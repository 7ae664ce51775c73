import Glibc
import HeadroomCustomerModels
import HeadroomNumerics
import HeadroomTorch
import HeadroomTraining
import TestSupport
import Testing

/// Training on the simulated company, whose hazard is known.
@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct ChurnLearningTests {
    private static let company = SimulatedSubscribers(customers: 20_000, seed: 11)
    private static let dataset = Result { try ChurnDataset(company.ledger, horizon: 3) }

    private func options(epochs: Int = 6) throws -> TabularTraining.Options {
        try Engine.load(library: try #require(Needs.engine, "HEADROOM_ENGINE is not set: run ./test"))
        var options = TabularTraining.Options()
        options.epochs = epochs
        return options
    }

    private func train(_ model: TabularModel, on dataset: ChurnDataset) throws -> Churn.Result {
        var options = try options()
        options.learningRate = model.defaultLearningRate
        options.weightDecay = 1e-4
        return try Churn.train(options, model: model, on: dataset)
    }

    /// Simulated probabilities of leaving for the test rows.
    private func truth(_ dataset: ChurnDataset) -> [Double] {
        dataset.test.rows.map { Self.company.probability(of: $0.customer, after: $0.month, months: dataset.horizon) }
    }

    @Test(arguments: TabularModel.allCases)
    func theModelOrdersCustomersNearlyAsTheHazardDoes(model: TabularModel) throws {
        let dataset = try Self.dataset.get()
        let result = try train(model, on: dataset)
        let best = try #require(Ranking.area(truth(dataset), dataset.test.labels))
        let area = try #require(Ranking.area(result.test, dataset.test.labels))
        #expect(abs(best - area) < 0.02 && best > 0.7, "\(area) of \(best)")
        let report = ChurnReport(model.rawValue, result.test, dataset, seed: 0)
        let baselines = report.lines.dropFirst()
        #expect(baselines.map(\.name) == ["base rate", "tenure only", "last use"])
        #expect(baselines.allSatisfy { $0.area ?? 1 < area && $0.logLoss > report.lines[0].logLoss })
        let interval = try #require(report.lines[0].areaInterval)
        #expect(interval.contains(area) && interval.upperBound - interval.lowerBound < 0.04)
    }

    /// Over one month, the simulated probability of every customer is exact.
    @Test(arguments: TabularModel.allCases)
    func theProbabilitiesAreThoseOfTheLawInEachDecile(model: TabularModel) throws {
        let dataset = try ChurnDataset(Self.company.ledger, horizon: 1)
        let result = try train(model, on: dataset)
        let truth = truth(dataset)
        let order = Ranking.order(result.test)
        for decile in 0..<10 {
            let rows = order[order.count * decile / 10..<order.count * (decile + 1) / 10]
            let difference = rows.reduce(0) { $0 + result.test[$1] - truth[$1] } / Double(rows.count)
            #expect(abs(difference) < 0.02, "decile \(decile): \(difference)")
        }
    }

    /// Over three months, the probabilities are compared with the observed rates and their standard errors.
    @Test(arguments: TabularModel.allCases)
    func theProbabilitiesAreCalibratedInEachDecile(model: TabularModel) throws {
        let dataset = try Self.dataset.get()
        let result = try train(model, on: dataset)
        let bins = ProbabilityScores.bins(result.test, dataset.test.labels)
        for bin in bins {
            let error = (bin.rate * (1 - bin.rate) / Double(bin.rows)).squareRoot()
            #expect(abs(bin.meanProbability - bin.rate) < max(0.02, 3 * error), "\(bin)")
        }
        #expect(ProbabilityScores.calibrationError(result.test, dataset.test.labels) < 0.015)
    }

    @Test(arguments: TabularModel.allCases)
    func nothingIsLearnedFromShuffledLabels(model: TabularModel) throws {
        var draw = SeededGenerator(seed: 3)
        let dataset = try Self.dataset.get().shuffled(using: &draw)
        let result = try train(model, on: dataset)
        let area = try #require(Ranking.area(result.test, dataset.test.labels))
        #expect(abs(area - 0.5) < 0.03, "\(area)")
    }

    /// Hazards of .2 and .5: .2 leave in the first month, .4 in the second, .4 stay.
    @Test func theHazardsOfTwoMonths() throws {
        _ = try options()
        let logits = [ProbabilityScores.logit(0.2), ProbabilityScores.logit(0.5)]
        let cumulative = DiscreteHazards.cumulativeLogits(logits + [-40, 2], months: 2)
        #expect(abs(cumulative[0][0] - ProbabilityScores.logit(0.2)) < 1e-9)
        #expect(abs(cumulative[0][1] - ProbabilityScores.logit(0.6)) < 1e-9)
        #expect(abs(cumulative[1][1] - 2) < 1e-9)
        let rows = (0..<3).flatMap { _ in logits.map { Float($0) } }
        let loss = try DiscreteHazards.loss(Tensor(rows, shape: [3, 2]), Tensor([1, 2, 0] as [Float], shape: [3, 1]))
        #expect(abs(try loss.item() + (log(0.2) + log(0.4) + log(0.4)) / 3) < 1e-6)
    }

    @Test func theHazardsOfMonthsAreAscending() throws {
        let dataset = try Self.dataset.get()
        let result = try train(.hazard, on: dataset)
        #expect(result.nowByMonth.count == dataset.now.rows.count)
        #expect(result.nowByMonth.allSatisfy { $0.count == 3 && $0 == $0.sorted() })
        #expect(result.nowByMonth.map { $0[2] } == result.now)
    }

    @Test func aTrainingResumesToTheSameBits() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let dataset = try ChurnDataset(SimulatedSubscribers(customers: 1000, seed: 2).ledger, horizon: 3)
        func trained(_ epochs: Int, _ change: (inout TabularTraining.Options) -> Void) throws -> [Double] {
            var options = try options(epochs: epochs)
            change(&options)
            return try Churn.train(options, model: .network, on: dataset).test
        }
        let path = "\(folder.path)/churn.safetensors"
        let whole = try trained(4) { _ in }
        _ = try trained(2) { $0.checkpoint = path }
        let resumed = try trained(4) { $0.resume = path }
        #expect(whole == resumed)
        #expect(throws: WorkloadError.self) {
            try trained(4) {
                $0.resume = path
                $0.settings = ["--seed": "5"]
            }
        }
        let metadata = try TrainingCheckpoint(path: path).metadata
        #expect(metadata["workload"] == "churn" && metadata["inputs"]?.contains("tenure_months") == true)
        #expect(metadata["calibration"]?.contains("slope") == true)
    }

    @Test func simulationsOfOneSeedAreEqual() {
        let (first, second) = (
            SimulatedSubscribers(customers: 200, seed: 4), SimulatedSubscribers(customers: 200, seed: 4)
        )
        #expect("\(first.ledger.contracts)" == "\(second.ledger.contracts)")
        #expect(first.ledger.uses?.items == second.ledger.uses?.items)
        #expect(SimulatedSubscribers(customers: 200, seed: 5).ledger.uses?.items != first.ledger.uses?.items)
        #expect(first.ledger.source.contains("simulated"))
    }
}
