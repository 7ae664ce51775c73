/// The samples of one run, summed: what of its time it used, whatever the order of the samples.
struct SampleSum {
    /// Of the current file, whose interval is known at its end.
    private var count = 0
    /// In millionths of a percent: whole numbers, so that their order changes nothing.
    private var sum: Int64 = 0
    private var allCount = 0
    private var allSum: Int64 = 0
    /// Device seconds over the files before.
    private(set) var seconds = 0.0
    private var usedSeconds = 0.0

    /// Adds a sample in percent, from 0 to 100.
    mutating func add(_ percent: Double) {
        count += 1
        sum += Int64((percent * 1e6).rounded())
    }

    /// Ends a file whose samples each stand for an interval.
    mutating func endFile(interval: Double) {
        seconds += Double(count) * interval
        usedSeconds += Double(sum) / 1e8 * interval
        allCount += count
        allSum += sum
        (count, sum) = (0, 0)
    }

    var isEmpty: Bool { allCount == 0 }

    /// Mean over the time, or over the samples where no interval is known; nil without samples.
    var utilization: Double? {
        if seconds > 0 { return min(1, usedSeconds / seconds) }
        return allCount > 0 ? min(1, Double(allSum) / 1e8 / Double(allCount)) : nil
    }
}
