import Glibc

/// Response of conversions to spend, fitted to the weeks of one channel.
///
/// The effective spend of a week is `a(t) = x(t) + c a(t - 1)` (geometric adstock), and conversions are
/// `V a / (K + a)`. Fitted by least squares; the model is linear in V, which follows from c and K.
package struct ResponseFit: Sendable {
    /// Weekly conversions by the effective spend in minor units.
    package let curve: ResponseCurve
    /// Share c of a week's effective spend that carries over to the next week.
    package let carryOver: Double
    /// Weighted sum of squared errors.
    let error: Double

    /// Response to a constant weekly spend x once its carry-over is complete: the effective spend is x / (1 - c).
    package var steady: ResponseCurve { ResponseCurve(most: curve.most, half: curve.half * (1 - carryOver)) }

    /// Number of first weeks used only as history, because the carry-over from before them is unknown.
    static let warmUp = 8
    static let carryOvers = stride(from: 0.0, through: 0.8, by: 0.05).map { $0 }
    /// Bounds of K as multiples of the largest effective spend: below them the curve is almost constant, above almost
    /// linear.
    private static let least = 1e-3
    private static let greatest = 10.0

    /// The series shared by all fits of a channel.
    package struct Series: Sendable {
        let conversions: [Double]
        /// Effective spend of each week, for each value of ``ResponseFit/carryOvers``.
        let effective: [[Double]]

        package init(spend: [Double], conversions: [Double]) {
            self.conversions = conversions
            effective = ResponseFit.carryOvers.map { Series.adstock(spend, $0) }
        }

        /// Rotates the conversions after the warm-up by a number of weeks.
        func moved(by weeks: Int) -> Series {
            let rest = conversions.dropFirst(ResponseFit.warmUp)
            return Series(
                conversions: Array(conversions.prefix(ResponseFit.warmUp)) + Array(rest.dropFirst(weeks))
                    + Array(rest.prefix(weeks)),
                effective: effective
            )
        }

        private init(conversions: [Double], effective: [[Double]]) {
            (self.conversions, self.effective) = (conversions, effective)
        }

        static func adstock(_ spend: [Double], _ carryOver: Double) -> [Double] {
            var before = 0.0
            return spend.map { spend in
                before = spend + carryOver * before
                return before
            }
        }
    }

    /// - Parameter weights: multiplicity of each week; nil for 1 in each week after the warm-up.
    package init(_ series: Series, weights: [Double]? = nil) {
        let weights = weights ?? series.conversions.indices.map { $0 < Self.warmUp ? 0 : 1 }
        var best = (error: Double.infinity, curve: ResponseCurve(most: 0, half: 1), carryOver: 0.0)
        for (carryOver, effective) in zip(Self.carryOvers, series.effective) {
            let greatest = effective.max() ?? 0
            guard greatest > 0 else { continue }
            func attempt(_ logarithm: Double) -> (error: Double, curve: ResponseCurve) {
                Self.most(at: exp(logarithm) * greatest, series.conversions, effective, weights)
            }
            // Grid search in log K, then golden section search between the neighbors of the best.
            let (low, high) = (log(Self.least), log(Self.greatest))
            let step = (high - low) / 16
            let errors = (0...16).map { attempt(low + Double($0) * step).error }
            let place = errors.indices.min { errors[$0] < errors[$1] } ?? 0
            var (left, right) = (low + Double(max(0, place - 1)) * step, low + Double(min(16, place + 1)) * step)
            let ratio = (5.0.squareRoot() - 1) / 2
            var (inner, outer) = (right - ratio * (right - left), left + ratio * (right - left))
            var (innerError, outerError) = (attempt(inner).error, attempt(outer).error)
            for _ in 0..<30 {
                if innerError <= outerError {
                    (right, outer, outerError) = (outer, inner, innerError)
                    inner = right - ratio * (right - left)
                    innerError = attempt(inner).error
                } else {
                    (left, inner, innerError) = (inner, outer, outerError)
                    outer = left + ratio * (right - left)
                    outerError = attempt(outer).error
                }
            }
            // Conversions may be independent of the spend: K = 0.
            let constant = Self.most(at: 0, series.conversions, effective, weights)
            let curved = attempt((left + right) / 2)
            let found = constant.error <= curved.error ? constant : curved
            if found.error < best.error { best = (found.error, found.curve, carryOver) }
        }
        (error, curve, carryOver) = best
    }

    /// The p value of the response: the share of rotations of the conversions in time against the spend that fit as
    /// well as the observed order.
    ///
    /// Rotation keeps the trend and the autocorrelation. Rotations by a few weeks are left out, as they would fit
    /// because of the carry-over.
    func chance(_ series: Series) -> Double {
        let count = series.conversions.count - Self.warmUp
        let shifts = Self.leastShift...max(Self.leastShift, count - Self.leastShift)
        let asGood = shifts.count { ResponseFit(series.moved(by: $0)).error <= error }
        return Double(1 + asGood) / Double(1 + shifts.count)
    }

    private static let leastShift = 4

    /// Least squares fit at one K, for which V = sum(w y g) / sum(w g^2) with g = a / (K + a).
    private static func most(
        at half: Double,
        _ conversions: [Double],
        _ effective: [Double],
        _ weights: [Double]
    ) -> (error: Double, curve: ResponseCurve) {
        var (products, squares, total) = (0.0, 0.0, 0.0)
        for index in conversions.indices where weights[index] > 0 {
            let share = effective[index] > 0 ? effective[index] / (half + effective[index]) : 0
            products += weights[index] * conversions[index] * share
            squares += weights[index] * share * share
            total += weights[index] * conversions[index] * conversions[index]
        }
        let most = squares > 0 ? max(0, products / squares) : 0
        return (total - 2 * most * products + most * most * squares, ResponseCurve(most: most, half: half))
    }
}
