import HeadroomFormat

/// Figures of a model of churn and of the baselines on the test rows.
package struct ChurnReport: Sendable {
    /// Figures of the model, or of a baseline.
    package struct Line: Sendable {
        package var name: String
        package var area: Double?
        package var areaInterval: ClosedRange<Double>?
        package var averagePrecision: Double?
        package var averagePrecisionInterval: ClosedRange<Double>?
        package var brier: Double
        package var logLoss: Double
        package var calibrationSlope: Double?
        package var calibrationError: Double
        /// Lift of the 10 % of the rows with the highest scores.
        package var lift: Double?
    }

    package private(set) var lines: [Line] = []
    package let deciles: [ProbabilityScores.Bin]

    /// - Parameters:
    ///   - name: name of the model.
    ///   - probabilities: probabilities of the test rows.
    package init(_ name: String, _ probabilities: [Double], _ dataset: ChurnDataset, seed: UInt64) {
        let test = dataset.test
        deciles = ProbabilityScores.bins(probabilities, test.labels)
        let bootstrap = CustomerBootstrap(customers: test.customers, seed: seed)
        lines.append(Self.line(name, probabilities, test.labels, bootstrap))
        for baseline in ChurnBaseline.all(dataset) {
            lines.append(Self.line(baseline.name, baseline.probabilities, test.labels, bootstrap))
        }
    }

    private static func line(
        _ name: String,
        _ probabilities: [Double],
        _ labels: [Bool],
        _ bootstrap: CustomerBootstrap
    ) -> Line {
        let order = Ranking.order(probabilities)
        return Line(
            name: name,
            area: Ranking.area(probabilities, labels),
            areaInterval: bootstrap.interval {
                Ranking.weightedArea(probabilities, labels, order: order, weights: $0)
            },
            averagePrecision: Ranking.averagePrecision(probabilities, labels),
            averagePrecisionInterval: bootstrap.interval {
                Ranking.weightedAveragePrecision(probabilities, labels, order: order, weights: $0)
            },
            brier: ProbabilityScores.brier(probabilities, labels),
            logLoss: ProbabilityScores.logLoss(probabilities, labels),
            calibrationSlope: ProbabilityScores.calibrationSlope(probabilities, labels),
            calibrationError: ProbabilityScores.calibrationError(probabilities, labels),
            lift: Ranking.lift(probabilities, labels, share: 0.1)
        )
    }

    /// The figures as a table of text.
    package var text: String {
        var rows = [
            [
                "", "ROC-AUC", "95 % interval", "PR-AUC", "95 % interval", "Brier", "log loss", "slope", "ECE",
                "lift at 10 %",
            ]
        ]
        for line in lines {
            rows.append([
                line.name, Self.number(line.area), Self.interval(line.areaInterval), Self.number(line.averagePrecision),
                Self.interval(line.averagePrecisionInterval), Format.fixed(line.brier, decimals: 4),
                Format.fixed(line.logLoss, decimals: 4), Self.number(line.calibrationSlope, decimals: 2),
                Format.fixed(line.calibrationError, decimals: 3), Self.number(line.lift, decimals: 2),
            ])
        }
        return TextTable.lines(rows)
    }

    private static func number(_ value: Double?, decimals: Int = 3) -> String {
        value.map { Format.fixed($0, decimals: decimals) } ?? "-"
    }

    private static func interval(_ value: ClosedRange<Double>?) -> String {
        value.map { "\(number($0.lowerBound)) to \(number($0.upperBound))" } ?? "-"
    }
}
