/// Step times of a window in ascending order, each with its number of steps.
package struct StepQuantiles: Equatable, Sendable {
    private var times: [Time]

    private struct Time: Equatable, Sendable {
        var seconds: Double
        var steps: Int
    }

    package init(_ times: [(seconds: Double, steps: Int)]) {
        self.times = times.map { Time(seconds: $0.seconds, steps: $0.steps) }.sorted { $0.seconds < $1.seconds }
    }

    /// All steps of several windows together.
    package static func joined(_ parts: [StepQuantiles]) -> StepQuantiles {
        StepQuantiles(parts.flatMap { $0.times.map { ($0.seconds, $0.steps) } })
    }

    package var median: Double { quantile(0.5) }
    package var p95: Double { quantile(0.95) }

    /// The smallest step time that at least a share `p` of the steps does not exceed.
    package func quantile(_ p: Double) -> Double {
        let needed = p * Double(times.reduce(0) { $0 + $1.steps })
        var seen = 0
        for time in times {
            seen += time.steps
            if Double(seen) >= needed { return time.seconds }
        }
        return times.last?.seconds ?? 0
    }
}
