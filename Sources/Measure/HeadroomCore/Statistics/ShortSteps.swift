import RealModule

/// Step time of the smaller last batches of epochs, compared with that of full batches.
///
/// Two batch sizes of one running training are two points of the time law `t(b) = a + c b`, without a second run.
package struct ShortSteps: Codable, Equatable, Sendable {
    /// Number of short steps.
    package var count: Int
    /// Mean number of samples of the short steps.
    package var samples: Double
    /// Mean time of the short steps, without waiting for input.
    package var seconds: Double
    /// Mean number of samples of the other steps.
    package var fullSamples: Double
    /// Mean time of the other steps, without waiting for input.
    package var fullSeconds: Double
    /// The share of a full step's time that is fixed, `a / (a + c b)`, with its 95 % interval.
    package var fixedRatio: Interval

    /// Minimum number of short steps to estimate their noise.
    private static let least = 5
    /// Maximum share of a full batch: a nearly full one does not show the fixed cost.
    private static let mostSamplesRatio = 0.75

    /// Finds the short steps among the lines of a training, from a time on.
    package init?(_ lines: [StepLine], from start: Double) {
        var short: [(samples: Double, seconds: Double)] = []
        var full = (steps: 0, samples: 0.0, seconds: 0.0)
        for (before, line) in zip(lines, lines.dropFirst()) where before.at >= start {
            guard let seconds = line.seconds, let input = line.inputSeconds,
                line.totalSteps - before.totalSteps == line.steps
            else { continue }
            let some = line.short ?? StepLine.Short(steps: 0, samples: 0, seconds: 0)
            if some.steps > 0 {
                let count = Double(some.steps)
                short.append((Double(some.samples) / count, some.seconds / count))
            }
            full.steps += line.steps - some.steps
            full.samples += Double(line.totalSamples - before.totalSamples - some.samples)
            full.seconds += seconds - input - some.seconds
        }
        self.init(short: short, full: full)
    }

    /// - Parameters:
    ///   - short: samples and seconds of each short step, without waiting for input.
    ///   - full: number, samples and seconds of the other steps, as sums.
    package init?(short: [(samples: Double, seconds: Double)], full: (steps: Int, samples: Double, seconds: Double)) {
        guard short.count >= Self.least, full.steps >= Self.least, full.seconds > 0 else { return nil }
        let count = Double(short.count)
        let samples = short.reduce(0) { $0 + $1.samples } / count
        // The median, so that one pause among a few steps does not count as their cost.
        let sorted = short.map(\.seconds).sorted()
        let seconds = sorted[sorted.count / 2]
        let fullSamples = full.samples / Double(full.steps)
        let fullSeconds = full.seconds / Double(full.steps)
        guard samples <= Self.mostSamplesRatio * fullSamples else { return nil }

        func ratio(_ seconds: Double) -> Double {
            let perSample = (fullSeconds - seconds) / (fullSamples - samples)
            return min(1, max(0, 1 - perSample * fullSamples / fullSeconds))
        }
        // The interval of a median, by the order of the values (normal approximation of the binomial).
        let reach = 0.98 * Double.sqrt(count)
        let low = sorted[max(0, Int((count / 2 - reach).rounded(.down)))]
        let high = sorted[min(sorted.count - 1, Int((count / 2 + reach).rounded(.up)))]
        self.count = short.count
        self.samples = samples
        self.seconds = seconds
        self.fullSamples = fullSamples
        self.fullSeconds = fullSeconds
        fixedRatio = Interval(value: ratio(seconds), low: ratio(low), high: ratio(high))
    }
}
