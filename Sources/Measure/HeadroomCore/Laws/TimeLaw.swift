/// Mean step time `t(b) = a + c b`: the fixed cost of a step, and the cost of a sample.
package struct TimeLaw: Equatable, Sendable {
    /// Mean step time at one batch size.
    package struct Observation: Equatable, Sendable {
        /// Mean number of samples of the measured steps.
        package var batchSize: Double
        package var stepSeconds: Double
        package var standardError: Double

        package init(batchSize: Double, stepSeconds: Double, standardError: Double) {
            self.batchSize = batchSize
            self.stepSeconds = stepSeconds
            self.standardError = standardError
        }

        var samplesPerSecond: Double { batchSize / stepSeconds }

        /// Whether its samples take longer than noise explains: by three standard errors.
        func isSlower(than other: Observation) -> Bool {
            let (own, others) = (standardError / stepSeconds, other.standardError / other.stepSeconds)
            return other.samplesPerSecond / samplesPerSecond - 1 > 3 * (own * own + others * others).squareRoot()
        }
    }

    package let observations: [Observation]
    private let line: LineFit

    /// Minimum relative deviation of a point, since the law does not describe step times better than this.
    private static let leastDeviationRatio = 0.02

    package var fixedSeconds: Double { line.intercept }
    package var secondsPerSample: Double { line.slope }

    /// Fits the law to relative errors; nil with fewer than two batch sizes.
    package static func fit(_ observations: [Observation]) -> TimeLaw? {
        let observations = observations.sorted { $0.batchSize < $1.batchSize }
        let line = LineFit(
            observations.map {
                ($0.batchSize, $0.stepSeconds, max($0.standardError, leastDeviationRatio * $0.stepSeconds))
            }
        )
        return line.map { TimeLaw(observations: observations, line: $0) }
    }

    /// Mean step time by the law, in seconds.
    package func stepSeconds(_ batchSize: Double) -> Double {
        line.value(at: batchSize)
    }

    /// Throughput by the law, `b / (a + c b)`.
    package func samplesPerSecond(_ batchSize: Double) -> Double {
        batchSize / stepSeconds(batchSize)
    }

    /// `a / c`, the batch size of half the maximum throughput, with its 95 % interval.
    ///
    /// Nil where `a` or `c` cannot be distinguished from zero.
    package var halfSaturationBatchSize: Interval? { line.interceptOverSlope }

    private var residualRatios: [Double] {
        observations.map { $0.stepSeconds / stepSeconds($0.batchSize) - 1 }
    }

    /// Root mean square of the relative residuals.
    package var residualRatio: Double {
        (residualRatios.reduce(0) { $0 + $1 * $1 } / Double(observations.count)).squareRoot()
    }

    /// Departure of the measurements from the law.
    package enum Departure: Equatable, Sendable {
        case throughputFalls(above: Int)
        /// Relative deviation of the step time from the law; negative where the step is faster.
        case stepTime(at: Int, ratio: Double)
    }

    /// Nil where the measurements follow the law.
    package var departure: Departure? {
        if let best = observations.max(by: { $0.samplesPerSecond < $1.samplesPerSecond }), let last = observations.last,
            last.samplesPerSecond < 0.9 * best.samplesPerSecond, last.isSlower(than: best)
        {
            return .throughputFalls(above: Int(best.batchSize.rounded()))
        }
        let worst = zip(observations, residualRatios).max { abs($0.1) < abs($1.1) }
        guard let worst, abs(worst.1) > 0.1, abs(worst.1) * worst.0.stepSeconds > 3 * worst.0.standardError else {
            return nil
        }
        return .stepTime(at: Int(worst.0.batchSize.rounded()), ratio: worst.1)
    }
}
