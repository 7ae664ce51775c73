/// Figures of a run over time, in equal intervals; null where there was no reading.
package struct Timeline: Codable, Equatable, Sendable {
    package var intervalSeconds: Double
    package var samplesPerSecond: [Double?] = []
    /// Share of the time spent waiting for input.
    package var inputWaitRatio: [Double?] = []
    /// CPUs that the training kept busy.
    package var busyCPUs: [Double?] = []
    package var hostMemoryBytes: [Double?] = []
    /// Mean over the devices that the training used, other than the CPU.
    package var deviceUtilization: [Double?] = []
    package var smActivity: [Double?] = []
    package var deviceMemoryBytes: [Double?] = []
    /// Sum over all devices that the training used.
    package var powerWatts: [Double?] = []

    package init(intervalSeconds: Double) {
        self.intervalSeconds = intervalSeconds
    }

    /// Maximum number of intervals, and their minimum length.
    private static let mostIntervals = 120
    private static let shortestSeconds = 0.5

    /// The intervals of a stretch of time.
    package static func intervals(of window: ClosedRange<Double>) -> (seconds: Double, ranges: [ClosedRange<Double>]) {
        let length = window.upperBound - window.lowerBound
        let seconds = max(shortestSeconds, length / Double(mostIntervals))
        let count = max(1, Int((length / seconds).rounded(.down)))
        let ranges = (0..<count).map { index in
            let start = window.lowerBound + Double(index) * seconds
            return start...start + seconds
        }
        return (seconds, ranges)
    }
}
