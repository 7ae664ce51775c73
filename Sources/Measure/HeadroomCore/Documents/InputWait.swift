extension Timeline {
    /// The share of an interval's step time that was spent waiting for input; nil where a line in the interval lacks
    /// the figure, and where the interval has no steps.
    ///
    /// A line counts with the part of its steps that lies in the interval: they end at its time, and one may be longer
    /// than the interval.
    package static func inputWaitRatio(_ lines: [StepLine], in interval: ClosedRange<Double>) -> Double? {
        var (total, waited) = (0.0, 0.0)
        for line in lines where line.at >= interval.lowerBound {
            guard let seconds = line.seconds, seconds > 0 else {
                if line.at <= interval.upperBound { return nil }
                continue
            }
            let inside = min(line.at, interval.upperBound) - max(line.at - seconds, interval.lowerBound)
            guard inside > 0 else { continue }
            guard let input = line.inputSeconds else { return nil }
            total += inside
            waited += inside * min(1, max(0, input / seconds))
        }
        return total > 0 ? waited / total : nil
    }
}
