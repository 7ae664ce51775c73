/// The batch size beyond which the throughput hardly grows.
package enum Saturation {
    package typealias Throughput = (batchSize: Int, samplesPerSecond: Interval)

    /// The smallest batch size that uses the device well.
    package enum Pays: Equatable, Sendable {
        case from(batchSize: Int, fractionOfPeak: Double)
        case undecided(Undecided)
    }

    /// Why it is undecided.
    package enum Undecided: Equatable, Sendable {
        case nothingMeasured
        case oneBatchSize
        /// The throughput still grows at the largest batch size.
        case stillRises(at: Int)
    }

    /// Minimum gain over two doublings.
    private static let leastGain = 1.05

    /// The smallest measured batch size whose throughput is at least a share of the highest measured one.
    ///
    /// Undecided while the curve still rises at its end: the highest throughput is not measured yet.
    package static func pays(at share: Double, _ points: [Throughput]) -> Pays {
        let points = points.sorted { $0.batchSize < $1.batchSize }
        guard let last = points.last else { return .undecided(.nothingMeasured) }
        guard points.count > 1 else { return .undecided(.oneBatchSize) }
        let peak = points.reduce(0) { max($0, $1.samplesPerSecond.value) }
        if stillRises(points) {
            return .undecided(.stillRises(at: last.batchSize))
        }
        for point in points where point.samplesPerSecond.value >= share * peak {
            return .from(batchSize: point.batchSize, fractionOfPeak: point.samplesPerSecond.value / peak)
        }
        return .undecided(.nothingMeasured)
    }

    /// Whether the last doubling still gained more than noise and more than a small share.
    private static func stillRises(_ points: [Throughput]) -> Bool {
        guard let last = points.last,
            let before = points.last(where: { $0.batchSize * 2 <= last.batchSize }) ?? points.dropLast().last
        else { return false }
        let (now, then) = (last.samplesPerSecond, before.samplesPerSecond)
        return now.value > leastGain * then.value && now.low > then.high
    }

    /// Whether a walk over doublings may stop: the last two together gained less than 5 %, whatever lies between them.
    ///
    /// An interval that could hide a gain of a fifth decides nothing.
    package static func isSaturated(_ points: [Throughput]) -> Bool {
        let points = points.sorted { $0.batchSize < $1.batchSize }
        guard points.count >= 3, let largest = points.last,
            let before = points.last(where: { $0.batchSize <= largest.batchSize / 4 })?.samplesPerSecond.value
        else { return false }
        let last = largest.samplesPerSecond
        return last.value < leastGain * before && last.high < 1.2 * before
    }
}
