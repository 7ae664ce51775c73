import HeadroomCore

/// How single samples are distributed, in fixed memory: the share at or under a threshold, and the median.
struct UtilizationSpread {
    private let threshold: Double
    private var count = 0
    /// Of the current file, whose interval is known at its end: samples in each 0.1 %.
    private var bins = [Int](repeating: 0, count: 1001)
    private var low = 0
    /// Seconds in each 0.1 % over the files before.
    private var seconds = [Double](repeating: 0, count: 1001)
    private var lowSeconds = 0.0

    /// - Parameter threshold: from 0 to 1.
    init(threshold: Double) { self.threshold = threshold * 100 }

    /// Adds samples of one value in percent, from 0 to 100.
    mutating func add(_ percent: Double, times: Int = 1) {
        count += times
        bins[min(1000, max(0, Int((percent * 10).rounded())))] += times
        if percent <= threshold { low += times }
    }

    /// Ends a file whose samples each stand for an interval.
    mutating func endFile(interval: Double) {
        for index in bins.indices where bins[index] > 0 {
            seconds[index] += Double(bins[index]) * interval
            bins[index] = 0
        }
        lowSeconds += Double(low) * interval
        low = 0
    }

    /// nil without samples of a known interval.
    var samples: SurveySource.Samples? {
        let all = seconds.reduce(0, +)
        guard all > 0 else { return nil }
        var sum = 0.0
        let middle = seconds.firstIndex { bin in
            sum += bin
            return sum >= all / 2
        }
        return SurveySource.Samples(count: count, atOrUnder: lowSeconds / all, median: Double(middle ?? 0) / 1000)
    }
}
