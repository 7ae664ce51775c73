import Glibc

/// sBG, the shifted beta-geometric model of contracts: at the end of every period a customer is lost with a probability
/// that is beta distributed among customers (alpha, beta).
///
/// Source: Fader and Hardie, How to Project Customer Retention, Journal of Interactive Marketing 21 (2007).
package struct ShiftedBetaGeometric: Sendable {
    package static let name = "sBG"
    package static let parameterNames = ["alpha", "beta"]

    private let alpha, beta: Double

    package init(_ parameters: [Double]) { (alpha, beta) = (parameters[0], parameters[1]) }

    /// Numbers of customers by the periods that they stayed; fractions where they are weighted.
    package struct Tenures: Equatable, Sendable {
        /// Element t: customers lost at the end of period t, counted from 1; element 0 is 0.
        package var lost: [Double]
        /// Element t: customers still active after t periods, at the end of the data.
        package var staying: [Double]

        package init(lost: [Double], staying: [Double]) {
            self.lost = lost
            self.staying = staying
        }

        package var customers: Double { lost.reduce(0, +) + staying.reduce(0, +) }
    }

    /// Logarithms of the survival after 0, 1, … periods.
    private func logSurvival(through periods: Int) -> [Double] {
        var logs = [0.0]
        for period in 0..<periods { logs.append(logs[period] - log1p(alpha / (beta + Double(period)))) }
        return logs
    }

    /// Share of new customers still active after a number of periods.
    package func survival(_ periods: Int) -> Double { exp(logSurvival(through: periods)[periods]) }

    /// Share of the customers active in a period who stay for the next one.
    package func retention(_ period: Int) -> Double {
        (beta + Double(period) - 1) / (alpha + beta + Double(period) - 1)
    }

    package func logLikelihood(_ tenures: Tenures) -> Double {
        let survival = logSurvival(through: max(tenures.lost.count, tenures.staying.count))
        var sum = 0.0
        for (period, count) in tenures.lost.enumerated() where count > 0 && period > 0 {
            // Survived the earlier periods and lost in this one.
            sum += count * (survival[period - 1] + log(alpha / (alpha + beta + Double(period - 1))))
        }
        for (period, count) in tenures.staying.enumerated() where count > 0 { sum += count * survival[period] }
        return sum
    }

    /// Expected paid periods among the next ones, of a customer with a tenure, each period discounted.
    package func expectedPeriods(after tenure: Int, next periods: Int, discount: Double) -> Double {
        var (share, factor, sum) = (1.0, 1.0, 0.0)
        for period in 1...max(1, periods) where period <= periods {
            share *= retention(tenure + period)
            factor /= 1 + discount
            sum += share * factor
        }
        return sum
    }

    private static let fewestCustomers = 30.0
    private static let fewestLost = 10.0

    /// - Throws: ``FitProblem`` where there are too few customers, or too few were lost.
    package static func fit(
        _ tenures: Tenures,
        starts: [[Double]]? = nil
    ) throws(FitProblem) -> LikelihoodFit {
        guard tenures.customers >= fewestCustomers else {
            throw .few(tenures.customers, "paid at the end of a month", fewest: fewestCustomers)
        }
        let lost = tenures.lost.reduce(0, +)
        guard lost > 0 else { throw FitProblem("no customer was lost") }
        guard lost >= fewestLost else {
            throw .few(lost, lost == 1 ? "was lost" : "were lost", fewest: fewestLost)
        }
        return try LikelihoodFit(
            names: parameterNames,
            starts: starts ?? [[1, 1], [0.5, 5], [2, 20]],
            observations: tenures.customers
        ) { ShiftedBetaGeometric($0).logLikelihood(tenures) }
    }
}
