/// How a run went over time: equal intervals, and for each what happened in it; null where nothing was read.
package struct Timeline: Codable, Equatable, Sendable {
    package var intervalSeconds: Double
    package var samplesPerSecond: [Double?] = []
    /// The share of the time spent waiting for input.
    package var inputWaitRatio: [Double?] = []
    /// CPUs that were busy with the training.
    package var busyCPUs: [Double?] = []
    package var hostMemoryBytes: [Double?] = []
    /// The mean over the devices that the training used, where it used any beside the CPU.
    package var deviceUtilization: [Double?] = []
    package var smActivity: [Double?] = []
    package var deviceMemoryBytes: [Double?] = []
    /// Of all devices that the training used.
    package var powerWatts: [Double?] = []

    package init(intervalSeconds: Double) {
        self.intervalSeconds = intervalSeconds
    }

    /// So many intervals at most, and none shorter than this.
    private static let mostIntervals = 120
    private static let shortestSeconds = 0.5

    /// The intervals that a stretch of time is divided into.
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
