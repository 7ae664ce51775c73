import Glibc
import HeadroomCustomerModels
import HeadroomCustomers
import HeadroomNumerics
import HeadroomTorch
import HeadroomTraining
import TestSupport
import Testing

/// Scores of expected values, compared with closed forms.
@Suite struct ValueScoreTests {
    @Test func biasAndErrorOfFourCustomers() throws {
        let (expected, values) = ([1.0, 2, 3, 6], [0.0, 2, 4, 4])
        #expect(try abs(#require(ValueScores.totalBias(expected, values)) - 0.2) < 1e-12)
        #expect(abs(ValueScores.rootMeanSquare(expected, values) - (6.0 / 4).squareRoot()) < 1e-12)
        #expect(ValueScores.totalBias([1], [0]) == nil)
    }

    @Test func ranksWithTies() throws {
        #expect(try abs(#require(ValueScores.spearman([1, 2, 3, 4], [10, 20, 30, 35])) - 1) < 1e-12)
        #expect(try abs(#require(ValueScores.spearman([1, 2, 3, 4], [4, 3, 2, 1])) + 1) < 1e-12)
        // Ranks 1.5, 1.5, 3 against 1, 2, 3: covariance 1.5, variances 1.5 and 2.
        #expect(try abs(#require(ValueScores.spearman([5, 5, 9], [1, 2, 3])) - 1.5 / 3.0.squareRoot()) < 1e-12)
        #expect(ValueScores.spearman([1, 1], [1, 2]) == nil)
    }

    /// Values 0, 0, 0 and 1 have a Gini coefficient of 3/4; with the 1 in the second place of four from below it is -1/4.
    @Test func theGiniCoefficientIsNormalizedByThatOfThePerfectOrder() throws {
        let values = [0.0, 0, 0, 1]
        #expect(try abs(#require(ValueScores.normalizedGini(values, values)) - 1) < 1e-12)
        #expect(try abs(#require(ValueScores.normalizedGini([1, 3, 4, 2], values)) + 1.0 / 3) < 1e-12)
        #expect(try abs(#require(ValueScores.normalizedGini([7, 7, 7, 7], values))) < 1e-12)
    }

    @Test func decilesBeginWithTheHighest() {
        let expected = (0..<20).map { Double($0) }
        let deciles = ValueScores.deciles(expected, expected.map { 2 * $0 })
        #expect(deciles.count == 10 && deciles[0].rows == 2 && deciles[0].expected == 18.5 && deciles[0].value == 37)
    }
}

/// The workload lifetime-value.
@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct LifetimeValueTests {
    private func load() throws {
        try Engine.load(library: try #require(Needs.engine, "HEADROOM_ENGINE is not set: run ./test"))
    }

    /// The density of the log-normal distribution, written out.
    @Test func theLossIsTheLikelihood() throws {
        try load()
        let outputs: [[Double]] = [[0.3, 2, 0.5], [-1, 1, -0.4], [2, 3, 1]]
        let values = [12.0, 0, 5]
        var expected = 0.0
        for (output, value) in zip(outputs, values) {
            let p = 1 / (1 + exp(-output[0]))
            let deviation = log(1 + exp(output[2]))
            if value > 0 {
                let z = (log(value) - output[1]) / deviation
                expected -= log(p / (value * deviation * (2 * .pi).squareRoot()) * exp(-z * z / 2))
            } else {
                expected -= log(1 - p)
            }
        }
        let loss = try ZeroInflatedLogNormal.loss(
            Tensor(outputs.flatMap { $0.map { Float($0) } }, shape: [3, 3]),
            Tensor(values.map { Float($0) }, shape: [3, 1])
        ).item()
        #expect(abs(loss - expected / 3) < 1e-5)
    }

    @Test func theExpectedValueIsTheMeanOfDraws() {
        var draw = SeededGenerator(seed: 2)
        let (logit, mean, third) = (0.4, 1.5, 0.2)
        let deviation = log(1 + exp(third))
        let count = 400_000
        var sum = 0.0
        for _ in 0..<count where Double.random(in: 0..<1, using: &draw) < 1 / (1 + exp(-logit)) {
            sum += exp(mean + deviation * draw.normal())
        }
        let expected = ZeroInflatedLogNormal.expectedValues([logit, mean, third])
        #expect(expected.count == 1 && abs(expected[0] / (sum / Double(count)) - 1) < 0.01)
    }

    @Test func theConstantOutputsHaveTheMeanOfLogNormalValues() {
        var draw = SeededGenerator(seed: 3)
        let values = (0..<100_000).map { _ in Bool.random(using: &draw) ? 0 : exp(2 + 0.7 * draw.normal()) }
        let outputs = ZeroInflatedLogNormal.outputs(of: values)
        let mean = values.reduce(0, +) / Double(values.count)
        #expect(abs(ZeroInflatedLogNormal.expectedValues(outputs)[0] / mean - 1) < 0.02)
    }

    @Test func aSimulatedShopIsLearned() throws {
        try load()
        let ledger = SimulatedPurchases.ledger(customers: 6000, seed: 1)
        let dataset = try LifetimeDataset(ledger)
        #expect(dataset.horizon == 12 && Set(dataset.training.rows.map(\.month)) == Set(0...11))
        #expect(Set(dataset.test.rows.map(\.month)) == [23])
        var options = TabularTraining.Options()
        options.epochs = 10
        options.weightDecay = 0.01
        let result = try LifetimeValue.train(options, on: dataset)
        let report = LifetimeReport("network", result.test, LifetimeBaseline.all(dataset, ledger), dataset)
        #expect(report.lines.map(\.name) == ["network", "mean", "naive rate", "BG/NBD + Gamma-Gamma"])
        let lines = report.lines
        // The purchases are drawn from the model of the last baseline.
        #expect(abs(lines[3].totalBias ?? 1) < 0.15)
        #expect(lines[0].rootMeanSquare < lines[1].rootMeanSquare && lines[0].rootMeanSquare < lines[2].rootMeanSquare)
        #expect((lines[0].gini ?? 0) > (lines[3].gini ?? 1) - 0.05, "\(lines)")
        #expect(result.now.count == dataset.now.rows.count && result.now.allSatisfy { $0 >= 0 && $0.isFinite })
    }

    /// The purchases of the simulated shop recover the parameters of its simulation.
    @Test func theSimulatedShopFollowsItsLaw() throws {
        let ledger = SimulatedPurchases.ledger(customers: 6000, seed: 2)
        let purchases = try #require(ledger.purchases)
        let end = ledger.months.end(ledger.months.count - 1)
        let histories = (0..<6000).map { customer in
            let times = purchases[customer].map { Double($0.time) / 86_400 }
            return PurchaseHistory(
                repeats: times.count - 1,
                recency: times[times.count - 1] - times[0],
                age: Double(end) / 86_400 - times[0]
            )
        }
        let fit = try BetaGeometricNBD.fit(PurchaseHistory.grouped(histories))
        let truth = [
            SimulatedPurchases.rateShape, SimulatedPurchases.rateScale, SimulatedPurchases.dropoutShape,
            SimulatedPurchases.dropoutShape,
        ]
        // Purchases are at least a day apart, unlike in the model.
        for (found, wanted) in zip(fit.parameters, truth) {
            #expect(abs(found / wanted - 1) < 0.2, "\(fit.parameters)")
        }
    }

    @Test func laterPurchasesChangeNoInput() throws {
        let ledger = SimulatedPurchases.ledger(customers: 800, seed: 4)
        let dataset = try LifetimeDataset(ledger, horizon: 6)
        let month = try #require(dataset.test.rows.first).month
        let at = ledger.months.end(month)
        var changed = ledger
        changed.purchases = try #require(ledger.purchases).changed(customers: 800) { known in
            known.filter { $0.time < at } + [CustomerLedger.Purchase(time: at + 86_400, amount: 999)]
        }
        let other = try LifetimeDataset(changed, horizon: 6)
        #expect(other.test.rows == dataset.test.rows && other.test.inputs == dataset.test.inputs)
        #expect(other.training.inputs == dataset.training.inputs && other.training.values == dataset.training.values)
        #expect(other.test.values.allSatisfy { $0 == 999 })
    }

    @Test func theValueIsWhatIsSpentWithinTheHorizon() throws {
        let lines = (0..<40).map { customer in
            """
            c\(customer),2024-01-10,10.00,EUR
            c\(customer),2024-02-10,20.00,EUR
            c\(customer),2024-03-31,30.00,EUR
            c\(customer),2024-04-01,40.00,EUR
            c\(customer),2024-06-30,50.00,EUR
            """
        }
        let folder = try company([
            "transactions.csv": (["customer_id,date,amount,currency"] + lines).joined(separator: "\n")
        ])
        defer { folder.remove() }
        let dataset = try LifetimeDataset(CustomerLedger.load(CompanySource(folder: folder.path)), horizon: 2)
        // Training rows are at the ends of January and February, test rows at the end of April.
        #expect(Set(dataset.training.rows.map(\.month)) == [0, 1] && dataset.test.rows.first?.month == 3)
        #expect(Set(dataset.training.values) == [50, 70] && Set(dataset.test.values) == [50])
    }
}
