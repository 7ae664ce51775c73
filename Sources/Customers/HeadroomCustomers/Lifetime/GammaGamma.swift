import Glibc
import HeadroomFormat

/// Gamma-Gamma: purchase values that are gamma distributed for one customer (p), with a rate that is gamma distributed
/// among customers (q, v), independent of the purchase frequency.
///
/// Source: Fader and Hardie, The Gamma-Gamma Model of Monetary Value (2013).
package struct GammaGamma: Sendable {
    package static let name = "Gamma-Gamma"
    package static let parameterNames = ["p", "q", "v"]

    private let p, q, v: Double

    package init(_ parameters: [Double]) { (p, q, v) = (parameters[0], parameters[1], parameters[2]) }

    /// Number of repeat purchases of a customer and their mean value.
    package struct Observation: Sendable {
        package var repeats: Double
        package var meanValue: Double

        package init(repeats: Int, meanValue: Double) {
            self.repeats = Double(repeats)
            self.meanValue = meanValue
        }
    }

    /// Sufficient statistics of the observations.
    private struct Sums {
        /// Number of customers by repeats, sorted, so that sums are the same in every run.
        let customers: [(repeats: Double, count: Double)]
        /// Repeats and total value of each customer.
        var totals: [(repeats: Double, spent: Double)] = []
        var repeats = 0.0
        /// Sum of the repeats times the logarithm of the total value.
        var repeatsLogSpent = 0.0
        /// Sum of the logarithms of the mean values.
        var logMean = 0.0

        init(_ observations: [Observation]) {
            let counts = Dictionary(observations.map { ($0.repeats, 1.0) }, uniquingKeysWith: +)
            customers = counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
            for customer in observations {
                let spent = customer.repeats * customer.meanValue
                totals.append((customer.repeats, spent))
                repeats += customer.repeats
                repeatsLogSpent += customer.repeats * log(spent)
                logMean += log(customer.meanValue)
            }
        }
    }

    private func logLikelihood(_ sums: Sums) -> Double {
        var value = p * (sums.repeatsLogSpent - sums.repeats * log(v)) - sums.logMean
        for (repeats, count) in sums.customers {
            value -= count * SpecialFunctions.logBeta(p * repeats, q)
        }
        for (repeats, spent) in sums.totals {
            value -= (q + p * repeats) * SpecialFunctions.logOnePlus(spent / v)
        }
        return value
    }

    /// Expected value of a purchase of a new customer; nil where the distribution has no mean.
    package var expectedValue: Double? { q > 1 ? p * v / (q - 1) : nil }

    /// Expected value of a purchase, summed over the customers of a history; nil where the distribution has no mean.
    package func sumOfExpectedValues(_ history: PurchaseHistory) -> Double? {
        let (x, rest) = (Double(history.repeats), p * Double(history.repeats) + q - 1)
        return rest > 0 ? p * (v * history.customers + x * history.sumOfMeanValues) / rest : nil
    }

    /// Largest absolute correlation between repeats and mean values at which the model is fitted.
    package static let mostCorrelation = 0.3

    /// Pearson correlation between repeats and mean values; nil where one of them does not vary.
    package static func correlation(_ observations: [Observation]) -> Double? {
        let count = Double(observations.count)
        let means = observations.reduce((0.0, 0.0)) {
            ($0.0 + $1.repeats / count, $0.1 + $1.meanValue / count)
        }
        var (first, second, both) = (0.0, 0.0, 0.0)
        for customer in observations {
            let (x, m) = (customer.repeats - means.0, customer.meanValue - means.1)
            (first, second, both) = (first + x * x, second + m * m, both + x * m)
        }
        return first > 0 && second > 0 ? both / (first * second).squareRoot() : nil
    }

    /// - Throws: ``FitProblem`` where there are too few customers, or value and frequency are correlated.
    package static func fit(
        _ observations: [Observation],
        starts: [[Double]]? = nil
    ) throws(FitProblem) -> LikelihoodFit {
        guard observations.count >= fewestCustomers else {
            throw .few(Double(observations.count), "bought on a second day", fewest: Double(fewestCustomers))
        }
        if let correlation = correlation(observations), abs(correlation) > mostCorrelation {
            throw FitProblem(
                "how often customers buy and for how much go together (correlation \(Format.fixed(correlation, decimals: 2)), "
                    + "beyond \(Format.fixed(mostCorrelation, decimals: 1))), which it excludes"
            )
        }
        let sums = Sums(observations)
        let mean = observations.reduce(0) { $0 + $1.meanValue } / Double(observations.count)
        return try LikelihoodFit(
            names: parameterNames,
            starts: starts ?? [[2, 3, mean], [6, 4, 0.5 * mean], [1, 1.5, 0.5 * mean]],
            observations: Double(observations.count),
            rough: roughLikelihood(observations)
        ) { GammaGamma($0).logLikelihood(sums) }
    }

    /// The mean log-likelihood of a subset of the observations, where there are many.
    private static func roughLikelihood(_ observations: [Observation]) -> (([Double]) -> Double)? {
        let most = 250
        guard observations.count > 2 * most else { return nil }
        let part = stride(from: 0, to: observations.count, by: observations.count / most).map { observations[$0] }
        let sums = Sums(part)
        return { GammaGamma($0).logLikelihood(sums) / Double(part.count) }
    }

    private static let fewestCustomers = 10
}
