extension TimeLaw {
    /// The share of the step time at a batch size that is fixed, `a / (a + c b)`, with its 95 % interval.
    package func fixedRatio(at batchSize: Double) -> Interval? {
        guard let half = halfSaturationBatchSize else { return nil }
        func ratio(_ half: Double) -> Double { half <= 0 ? 0 : half.isFinite ? half / (half + batchSize) : 1 }
        return Interval(value: ratio(half.value), low: ratio(half.low), high: ratio(half.high))
    }
}
