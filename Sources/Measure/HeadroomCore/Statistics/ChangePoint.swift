import RealModule

/// Finds the end of a training's warm-up.
///
/// The warm-up precedes a lasting change of the step time: two means describe the logarithms of the step times better
/// than one by more than chance explains. The change is the one of maximum likelihood under normal noise (Hinkley,
/// Biometrika 57, 1970); the search covers the first half only, and is repeated in the rest, since a training may warm
/// up in stages.
package enum ChangePoint {
    /// Minimum of twice the gain in log-likelihood for a change.
    ///
    /// The maximum over all places has a 99 % quantile of about 13 for independent normal noise; step times are
    /// neither, so the threshold is higher.
    private static let leastGain = 18.0
    /// Minimum relative change of the step time for a warm-up.
    private static let leastShift = 0.02
    /// Minimum relative standard deviation: times that agree better are treated as equal.
    private static let resolution = 0.002

    /// Maximum number of stages of a warm-up, which bounds the time of the search.
    private static let mostStages = 32

    /// Number of leading stretches that are warm-up.
    package static func warmUp(_ stretches: [Stretch]) -> Int {
        let times = stretches.map { Double.log(max($0.stepSeconds, 1e-12)) }
        var start = 0
        for _ in 0..<mostStages {
            guard let cut = change(in: times[start...], before: times.count / 2 - start) else { break }
            start += cut
        }
        return start
    }

    /// Number of values before the likeliest change; nil where there is none among the first `limit`.
    private static func change(in values: ArraySlice<Double>, before limit: Int) -> Int? {
        let count = Double(values.count)
        guard limit >= 1, values.count >= 3 else { return nil }
        let total = values.reduce(0, +)
        let overall = values.reduce(0) { $0 + ($1 - total / count) * ($1 - total / count) }
        var best = (cut: 0, between: 0.0, shift: 0.0)
        var left = 0.0
        for (index, value) in values.prefix(limit).enumerated() {
            left += value
            let leftCount = Double(index + 1)
            let rightCount = count - leftCount
            let shift = left / leftCount - (total - left) / rightCount
            let between = leftCount * rightCount / count * shift * shift
            if between > best.between { best = (index + 1, between, shift) }
        }
        let floor = count * resolution * resolution
        let gain = count * Double.log((overall + floor) / (max(0, overall - best.between) + floor))
        guard abs(best.shift) > leastShift else { return nil }
        return gain * independence(of: values, cut: best.cut) > leastGain ? best.cut : nil
    }

    /// Number of independent values that one value counts for, when each resembles the one before: `(1 - r) / (1 + r)`
    /// with the lag-one correlation r of the residuals from the two means.
    private static func independence(of values: ArraySlice<Double>, cut: Int) -> Double {
        let parts = [values.prefix(cut), values.dropFirst(cut)].flatMap { part in
            let mean = part.reduce(0, +) / Double(max(1, part.count))
            return part.map { $0 - mean }
        }
        let power = parts.reduce(0) { $0 + $1 * $1 }
        guard power > 0 else { return 1 }
        let lagged = zip(parts, parts.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
        let correlation = max(0, min(0.99, lagged / power))
        return (1 - correlation) / (1 + correlation)
    }
}
