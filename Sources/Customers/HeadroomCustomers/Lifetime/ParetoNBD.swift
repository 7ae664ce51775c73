import Glibc

/// Pareto/NBD: purchases at a gamma distributed rate (r, alpha) during an exponential lifetime with a gamma distributed
/// rate (s, beta).
///
/// Source: Schmittlein, Morrison and Colombo, Counting Your Customers, Management Science 33 (1987); the likelihood in
/// the form of Fader and Hardie, A Note on Deriving the Pareto/NBD Model (2005).
package struct ParetoNBD: PurchaseModel {
    package static let name = "Pareto/NBD"
    package static let parameterNames = ["r", "alpha", "s", "beta"]

    private let r, alpha, s, beta: Double

    package init(_ parameters: [Double]) {
        (r, alpha, s, beta) = (parameters[0], parameters[1], parameters[2], parameters[3])
    }

    package func logLikelihood(_ histories: [PurchaseHistory]) -> Double {
        let purchases = SpecialFunctions.logRisingFactorials(r, through: histories.mostRepeats)
        return histories.reduce(0) { sum, history in
            let alive =
                -r * log1p(history.age / alpha) - Double(history.repeats) * log(alpha + history.age)
                - s * log1p(history.age / beta)
            return sum + history.customers
                * (purchases[history.repeats] + alive + SpecialFunctions.softplus(logOddsCeased(history)))
        }
    }

    /// Logarithm of the odds that a customer has dropped out: the integral over the time since the last purchase of
    /// `s (alpha + t)^-(r+x) (beta + t)^-(s+1)`, divided by `(alpha + T)^-(r+x) (beta + T)^-s`.
    private func logOddsCeased(_ history: PurchaseHistory) -> Double {
        let x = r + Double(history.repeats)
        let (sum, high, low) = (x + s, max(alpha, beta), min(alpha, beta))
        // The antiderivative is a product of powers and 2F1(sum, ·; sum + 1; z), which Euler's transformation turns into
        // 2F1(1, ·; …).
        let (exponent, second) = alpha >= beta ? (s, x) : (x - 1, s + 1)
        // All values are relative to (high + T)^-sum.
        func logEnd(_ time: Double) -> Double {
            let z = (high - low) / (high + time)
            return sum * log1p((history.age - time) / (high + time)) - exponent * log1p(-z)
                + log(SpecialFunctions.hypergeometric(one: second, sum + 1, z))
        }
        let logAlive = -(alpha >= beta ? s : x) * log1p(-(high - low) / (high + history.age))
        let (first, last) = (logEnd(history.recency), logEnd(history.age))
        guard last < first else { return -.infinity }
        return log(s / sum) + first - logAlive + log(-expm1(last - first))
    }

    package func probabilityAlive(_ history: PurchaseHistory) -> Double { 1 / (1 + exp(logOddsCeased(history))) }

    package func expectedPurchases(_ history: PurchaseHistory, within time: Double) -> Double {
        let rate = (r + Double(history.repeats)) / (alpha + history.age)
        let rest = beta + history.age
        return probabilityAlive(history) * rate * rest * SpecialFunctions.saturation(s - 1, log1p(time / rest))
    }

    package func expectedPurchases(within time: Double) -> Double {
        r / alpha * beta * SpecialFunctions.saturation(s - 1, log1p(time / beta))
    }

    package static func starts(_ histories: [PurchaseHistory]) -> [[Double]] {
        let (interval, age) = (histories.meanInterval ?? 1, histories.meanAge)
        return [[0.5, 0.5 * interval, 0.5, 0.5 * age], [1, 0.5 * interval, 1, 2 * age], [2, interval, 0.5, 2 * age]]
    }
}
