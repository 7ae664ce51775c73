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
        let logAlpha = log(alpha)
        var (sum, dropout) = (0.0, Dropout(self, repeats: 0))
        for history in histories {
            if history.repeats != dropout.repeats { dropout = Dropout(self, repeats: history.repeats) }
            let relative = SpecialFunctions.logOnePlus(history.age / alpha)
            let alive =
                -(r + Double(history.repeats)) * relative - Double(history.repeats) * logAlpha
                - s * SpecialFunctions.logOnePlus(history.age / beta)
            let odds = SpecialFunctions.softplus(dropout.logOdds(recency: history.recency, age: history.age))
            sum += history.customers * (purchases[history.repeats] + alive + odds)
        }
        return sum
    }

    /// The odds that customers with some number of repeats have dropped out.
    private struct Dropout {
        let repeats: Int
        private let high, range, sum, exponent, aliveExponent, logFactor: Double
        private var fraction: GaussFraction

        init(_ model: ParetoNBD, repeats: Int) {
            self.repeats = repeats
            let x = model.r + Double(repeats)
            (sum, high) = (x + model.s, max(model.alpha, model.beta))
            range = high - min(model.alpha, model.beta)
            // The antiderivative is a product of powers and 2F1(sum, ·; sum + 1; z), which Euler's transformation turns
            // into 2F1(1, ·; …).
            let isAlphaHigh = model.alpha >= model.beta
            exponent = isAlphaHigh ? model.s : x - 1
            aliveExponent = isAlphaHigh ? model.s : x
            logFactor = log(model.s / sum)
            fraction = GaussFraction(b: isAlphaHigh ? x : model.s + 1, c: sum + 1)
        }

        /// Logarithm of the odds: the integral over the time since the last purchase of
        /// `s (alpha + t)^-(r+x) (beta + t)^-(s+1)`, divided by `(alpha + T)^-(r+x) (beta + T)^-s`.
        mutating func logOdds(recency: Double, age: Double) -> Double {
            let (begin, end) = (high + recency, high + age)
            let (zBegin, zEnd) = (range / begin, range / end)
            let values = fraction.values(at: SIMD2(zBegin, zEnd))
            let (logBegin, logEnd) = (log1p(-zBegin), log1p(-zEnd))
            // Both are relative to (high + T)^-sum.
            let first =
                sum * SpecialFunctions.logOnePlus((age - recency) / begin) - exponent * logBegin + log(values[0])
            let last = -exponent * logEnd + log(values[1])
            guard last < first else { return -.infinity }
            return logFactor + first + aliveExponent * logEnd + log(-expm1(last - first))
        }
    }

    package func probabilityAlive(_ history: PurchaseHistory) -> Double {
        var dropout = Dropout(self, repeats: history.repeats)
        return 1 / (1 + exp(dropout.logOdds(recency: history.recency, age: history.age)))
    }

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
