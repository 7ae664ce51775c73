import RealModule

/// Finds where the warm-up of a training ends.
///
/// The warm-up is what comes before a lasting change of the step time: two means describe the logarithms of the step
/// times so much better than one that chance does not explain it. The change is the one of greatest likelihood under
/// normal noise (Hinkley, Biometrika 57, 1970); it is looked for in the first half only, and again in what remains,
/// since a training may warm up in stages.
package enum ChangePoint {
    /// Twice the gain in log-likelihood that counts as a change.
    ///
    /// The greatest gain over all places has a 99 % quantile of about 13 for independent normal noise; step times are
    /// neither, so more is asked for.
    private static let leastGain = 18.0
    /// A change of the step time under 2 % is no warm-up.
    private static let leastShift = 0.02
    /// Times that agree better than this (relative standard deviation) cannot be told apart.
    private static let resolution = 0.002

    /// A warm-up in more stages than this is none; the time of the search is bounded by it.
    private static let mostStages = 32

    /// How many leading stretches are warm-up.
    package static func warmUp(_ stretches: [Stretch]) -> Int {
        let times = stretches.map { Double.log(max($0.stepSeconds, 1e-12)) }
        var start = 0
        for _ in 0..<mostStages {
            guard let cut = change(in: times[start...], before: times.count / 2 - start) else { break }
            start += cut
        }
        return start
    }

    /// How many values come before the likeliest change; nil where there is none among the first `limit`.
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

    /// How many independent values one value counts for, when each resembles the one before: `(1 - r) / (1 + r)` with
    /// the lag-one correlation r of what the two means leave over.
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
