import Glibc

/// Response of conversions to spend, fitted to weeks of one channel.
///
/// Spend carries over: the weeks' effective spend is `a(t) = x(t) + c a(t - 1)` (geometric adstock), and conversions are
/// `V a / (K + a)`. Fitted by least squares; V, in which the model is linear, follows from the other two.
struct ResponseFit: Sendable {
    /// In conversions of a week, by the effective spend in minor units.
    let curve: ResponseCurve
    /// The share c of a week's effective spend that is still effective in the next one.
    let carryOver: Double
    /// The weighted sum of squared errors.
    let error: Double

    /// What a constant spend of a week brings once its carry-over is complete: its effective spend is x / (1 - c).
    var steady: ResponseCurve { ResponseCurve(most: curve.most, half: curve.half * (1 - carryOver)) }

    /// Weeks at the start whose carry-over from before is not known: they count as history alone.
    static let warmUp = 8
    static let carryOvers = stride(from: 0.0, through: 0.8, by: 0.05).map { $0 }
    /// Bounds of K as multiples of the greatest effective spend: below them the curve is nearly a constant, above a line.
    private static let least = 1e-3
    private static let greatest = 10.0

    /// The series that all fits of a channel share.
    struct Series: Sendable {
        let conversions: [Double]
        /// Effective spend of each week, for each of ``ResponseFit/carryOvers``.
        let effective: [[Double]]

        init(spend: [Double], conversions: [Double]) {
            self.conversions = conversions
            effective = ResponseFit.carryOvers.map { Series.adstock(spend, $0) }
        }

        /// The conversions behind the warm-up moved by some weeks, round the end.
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

    /// - Parameter weights: how often each week counts; nil for once, but not in the warm-up.
    init(_ series: Series, weights: [Double]? = nil) {
        let weights = weights ?? series.conversions.indices.map { $0 < Self.warmUp ? 0 : 1 }
        var best = (error: Double.infinity, curve: ResponseCurve(most: 0, half: 1), carryOver: 0.0)
        for (carryOver, effective) in zip(Self.carryOvers, series.effective) {
            let greatest = effective.max() ?? 0
            guard greatest > 0 else { continue }
            func attempt(_ logarithm: Double) -> (error: Double, curve: ResponseCurve) {
                Self.most(at: exp(logarithm) * greatest, series.conversions, effective, weights)
            }
            // The best of a grid in log K, then a search between its neighbours by the golden section.
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
            // Conversions may have nothing to do with how much is spent: K = 0.
            let constant = Self.most(at: 0, series.conversions, effective, weights)
            let curved = attempt((left + right) / 2)
            let found = constant.error <= curved.error ? constant : curved
            if found.error < best.error { best = (found.error, found.curve, carryOver) }
        }
        (error, curve, carryOver) = best
    }

    /// How often conversions that are moved in time against the spend, round the end, fit as well as they do in their own
    /// weeks: the p of a response that is chance.
    ///
    /// Moved as a whole they keep their trend and their likeness from week to week. Weeks that carry over would fit
    /// moved by a few, which are not tried.
    func chance(_ series: Series) -> Double {
        let count = series.conversions.count - Self.warmUp
        let shifts = Self.leastShift...max(Self.leastShift, count - Self.leastShift)
        let asGood = shifts.count { ResponseFit(series.moved(by: $0)).error <= error }
        return Double(1 + asGood) / Double(1 + shifts.count)
    }

    private static let leastShift = 4

    /// The least squares at one K, for which V = sum(w y g) / sum(w g^2) with g = a / (K + a).
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
