import Glibc
import HeadroomCustomerModels
import HeadroomNumerics
import TestSupport
import Testing

/// Metrics, compared with closed forms and with a script that computes their definitions.
@Suite struct MetricTests {
    @Test func theAreaCountsTiesHalf() {
        // Pairs of a positive and a negative row: 3 right, 1 tied.
        #expect(Ranking.area([0.1, 0.5, 0.5, 0.9], [false, false, true, true]) == 3.5 / 4)
        #expect(Ranking.area([1, 1, 1], [true, false, true]) == 0.5)
        #expect(Ranking.area([1, 2], [true, true]) == nil)
        #expect(Ranking.area([], []) == nil)
    }

    /// With scores from exponential distributions of rates 1 and 2, a positive row has the larger score with probability 2/3.
    @Test func theAreaOfTwoExponentialDistributions() throws {
        var draw = SeededGenerator(seed: 1)
        let labels = (0..<40_000).map { _ in Bool.random(using: &draw) }
        let scores = labels.map { -log(1 - Double.random(in: 0..<1, using: &draw)) / ($0 ? 1 : 2) }
        let area = try #require(Ranking.area(scores, labels))
        #expect(abs(area - 2.0 / 3) < 0.01)
    }

    @Test func weightsCountRowsSeveralTimes() throws {
        let (scores, labels) = ([0.2, 0.4, 0.3, 0.9, 0.4], [false, true, true, false, false])
        let weights = [2.0, 1, 3, 0, 2]
        var repeated: (scores: [Double], labels: [Bool]) = ([], [])
        for row in scores.indices {
            for _ in 0..<Int(weights[row]) {
                repeated.scores.append(scores[row])
                repeated.labels.append(labels[row])
            }
        }
        let order = Ranking.order(scores)
        let area = try #require(Ranking.weightedArea(scores, labels, order: order, weights: weights))
        let precision = try #require(
            Ranking.weightedAveragePrecision(scores, labels, order: order, weights: weights)
        )
        #expect(abs(area - (Ranking.area(repeated.scores, repeated.labels) ?? 0)) < 1e-12)
        #expect(abs(precision - (Ranking.averagePrecision(repeated.scores, repeated.labels) ?? 0)) < 1e-12)
    }

    @Test func perfectAndUselessProbabilities() {
        let labels = (0..<100).map { $0.isMultiple(of: 5) }
        let perfect = labels.map { $0 ? 1.0 : 0 }
        #expect(Ranking.averagePrecision(perfect, labels) == 1 && Ranking.lift(perfect, labels, share: 0.1) == 5)
        #expect(
            ProbabilityScores.brier(perfect, labels) == 0 && ProbabilityScores.calibrationError(perfect, labels) == 0
        )
        let rate = labels.map { _ in 0.2 }
        #expect(Ranking.averagePrecision(rate, labels) == 0.2 && Ranking.lift(rate, labels, share: 0.1) == 1)
        #expect(abs(ProbabilityScores.brier(rate, labels) - 0.16) < 1e-12)
        #expect(ProbabilityScores.calibrationSlope(rate, labels) == nil)
    }

    private struct Figures: Encodable {
        var scores: [Double]
        var labels: [Int]
        var figures: [String: Double]
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func theFiguresFollowTheirDefinitions(seed: UInt64) throws {
        var draw = SeededGenerator(seed: seed)
        // Rounded scores have ties.
        let scores = (0..<300).map { _ in
            (Double.random(in: 0.01...0.99, using: &draw) * 50).rounded() / 50 * 0.98 + 0.01
        }
        let labels = scores.map { Double.random(in: 0..<1, using: &draw) < $0 * $0 }
        let figures = [
            "area": Ranking.area(scores, labels), "averagePrecision": Ranking.averagePrecision(scores, labels),
            "brier": ProbabilityScores.brier(scores, labels), "logLoss": ProbabilityScores.logLoss(scores, labels),
            "calibrationSlope": ProbabilityScores.calibrationSlope(scores, labels),
            "calibrationError": ProbabilityScores.calibrationError(scores, labels),
            "lift": Ranking.lift(scores, labels, share: 0.1),
        ]
        let value = Figures(scores: scores, labels: labels.map { $0 ? 1 : 0 }, figures: figures.compactMapValues { $0 })
        #expect(try python("metrics.py", value) == 0)
    }

    @Test func theIntervalOfAMeanIsThatOfItsStandardError() throws {
        var draw = SeededGenerator(seed: 4)
        let values = (0..<400).map { _ in draw.normal() }
        let bootstrap = CustomerBootstrap(customers: Array(0..<400), resamples: 2000, seed: 0)
        let interval = try #require(
            bootstrap.interval { weights in zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / 400 }
        )
        // The standard error is 1/20 of the deviation of the values.
        #expect(abs((interval.upperBound - interval.lowerBound) / (2 * 1.96 * 0.05) - 1) < 0.15)
    }

    /// Rows of one customer are drawn together: the interval for four equal rows of each customer is that for one row.
    @Test func rowsOfACustomerAreDrawnTogether() throws {
        let values = (0..<100).map { Double($0) }
        func width(_ copies: Int) -> Double {
            let customers = (0..<copies).flatMap { _ in 0..<100 }
            let bootstrap = CustomerBootstrap(customers: customers, resamples: 500, seed: 1)
            let interval = bootstrap.interval { weights in
                customers.indices.reduce(0) { $0 + values[customers[$1]] * weights[$1] } / Double(customers.count)
            }
            return interval.map { $0.upperBound - $0.lowerBound } ?? 0
        }
        #expect(abs(width(4) - width(1)) < 1e-9)
    }
}
