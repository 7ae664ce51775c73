import Glibc

/// Scores of predicted probabilities.
package enum ProbabilityScores {
    /// Mean squared difference between probability and outcome (Brier 1950).
    package static func brier(_ probabilities: [Double], _ labels: [Bool]) -> Double {
        mean(probabilities, labels) { ($0 - ($1 ? 1 : 0)) * ($0 - ($1 ? 1 : 0)) }
    }

    /// Mean negative logarithm of the probability of the outcome.
    package static func logLoss(_ probabilities: [Double], _ labels: [Bool]) -> Double {
        mean(probabilities, labels) { -log(max(1e-15, $1 ? $0 : 1 - $0)) }
    }

    /// Slope of a logistic regression of the outcomes on the logits (Cox 1958): 1 for calibrated
    /// probabilities, below 1 for too extreme ones; nil where all of them are equal or one outcome is missing.
    package static func calibrationSlope(_ probabilities: [Double], _ labels: [Bool]) -> Double? {
        let logits = probabilities.map(Self.logit)
        guard let first = logits.first, logits.contains(where: { abs($0 - first) > 1e-9 }), labels.contains(true),
            labels.contains(false)
        else { return nil }
        return LogisticFit([logits], labels).coefficients[1]
    }

    /// A group of rows with neighbouring probabilities.
    package struct Bin: Sendable, Equatable {
        package var rows: Int
        package var meanProbability: Double
        package var rate: Double
    }

    /// Groups of equal size by ascending probability: deciles.
    package static func bins(_ probabilities: [Double], _ labels: [Bool], count: Int = 10) -> [Bin] {
        let order = Ranking.order(probabilities)
        return (0..<count).compactMap { bin in
            let rows = order[order.count * bin / count..<order.count * (bin + 1) / count]
            guard !rows.isEmpty else { return nil }
            return Bin(
                rows: rows.count,
                meanProbability: rows.reduce(0) { $0 + probabilities[$1] } / Double(rows.count),
                rate: Double(rows.count { labels[$0] }) / Double(rows.count)
            )
        }
    }

    /// Expected calibration error over deciles, the mean difference between probability and rate.
    ///
    /// Naeini et al. 2015, Obtaining Well Calibrated Probabilities Using Bayesian Binning.
    package static func calibrationError(_ probabilities: [Double], _ labels: [Bool]) -> Double {
        bins(probabilities, labels).reduce(0) {
            $0 + abs($1.meanProbability - $1.rate) * Double($1.rows) / Double(max(1, labels.count))
        }
    }

    package static func logit(_ probability: Double) -> Double {
        let p = min(1 - 1e-12, max(1e-12, probability))
        return log(p / (1 - p))
    }

    private static func mean(
        _ probabilities: [Double],
        _ labels: [Bool],
        _ loss: (Double, Bool) -> Double
    ) -> Double {
        zip(probabilities, labels).reduce(0) { $0 + loss($1.0, $1.1) } / Double(max(1, labels.count))
    }
}

/// Calibration of logits, fitted to validation rows: `sigmoid(slope * logit + intercept)` (Platt 1999).
package struct PlattScaling: Codable, Sendable, Equatable {
    package var slope = 1.0
    package var intercept = 0.0

    /// Smallest number of validation rows of each outcome; with fewer, the logits are not changed.
    private static let fewest = 10

    package init(_ logits: [Double], _ labels: [Bool]) {
        let positives = labels.count { $0 }
        guard min(positives, labels.count - positives) >= Self.fewest else { return }
        let fit = LogisticFit([logits], labels).coefficients
        // A slope below 0 would reverse the order of the customers.
        guard fit[1] > 0, fit.allSatisfy(\.isFinite) else { return }
        (intercept, slope) = (fit[0], fit[1])
    }

    package func callAsFunction(_ logits: [Double]) -> [Double] {
        logits.map { 1 / (1 + exp(-(slope * $0 + intercept))) }
    }
}
