/// Peak memory `M(b) = F + s b`: fixed bytes and bytes per sample.
package struct MemoryLaw: Equatable, Sendable {
    /// Peak memory of one fresh process.
    package struct Observation: Equatable, Sendable {
        package var batchSize: Int
        package var peakBytes: Double

        package init(batchSize: Int, peakBytes: Double) {
            self.batchSize = batchSize
            self.peakBytes = peakBytes
        }
    }

    package let observations: [Observation]
    private let line: LineFit
    /// Ratio of the residuals to those that noise explains; at least 1.
    private let inflation: Double
    package let noise: Noise

    /// Standard deviation of the peak memory between two runs at one batch size.
    package struct Noise: Equatable, Sendable {
        package var leastBytes: Double
        package var ratio: Double
        /// Share of a capacity to leave free: a run there may take a little more than was measured.
        package var marginRatio: Double
        /// The same as a share of the memory that grows with the batch size, where that is less.
        package var growingMarginRatio = Double.infinity

        /// Noise of a process: pages, stacks, timing of threads.
        package static let process = Noise(leastBytes: 1_048_576, ratio: 0.005, marginRatio: 0.005)
        /// Noise of an allocator's counters: the same work allocates the same blocks of 2 MiB.
        package static let allocator = Noise(
            leastBytes: 2_097_152,
            ratio: 0.00005,
            marginRatio: 0.003,
            growingMarginRatio: 0.004
        )

        func deviation(at bytes: Double) -> Double { max(leastBytes, ratio * bytes) }

        /// Safety margin of a capacity, in bytes.
        package func margin(of capacityBytes: Double, fixedBytes: Double) -> Double {
            let growing = growingMarginRatio * max(1, capacityBytes - fixedBytes)
            return max(leastBytes, min(marginRatio * capacityBytes, growing))
        }
    }

    package var fixedBytes: Double { line.intercept }
    package var bytesPerSample: Double { line.slope }

    /// Fits the law; nil with fewer than two batch sizes.
    package static func fit(_ observations: [Observation], noise: Noise = .process) -> MemoryLaw? {
        let observations = observations.sorted { $0.batchSize < $1.batchSize }
        let line = LineFit(
            observations.map { (Double($0.batchSize), $0.peakBytes, noise.deviation(at: $0.peakBytes)) }
        )
        guard let line else { return nil }
        let chiSquare = line.chiSquare / Double(max(1, line.degreesOfFreedom))
        return MemoryLaw(
            observations: observations,
            line: line,
            inflation: max(1, chiSquare.squareRoot()),
            noise: noise
        )
    }

    /// Peak memory by the law, in bytes: by the bend, where there is one.
    package func predictedBytes(_ batchSize: Double) -> Double {
        bend?.bytes(at: batchSize) ?? line.value(at: batchSize)
    }

    /// Standard deviation of one run's peak around the prediction.
    package func predictionDeviation(_ batchSize: Double) -> Double {
        let deviation = noise.deviation(at: predictedBytes(batchSize))
        if let bend {
            return (bend.variance(at: batchSize, of: bendNoise) + deviation * deviation).squareRoot()
        }
        return inflation * (line.variance(at: batchSize) + deviation * deviation).squareRoot()
    }

    /// The largest batch size that is predicted to fit, without regard to the uncertainty.
    package func predictedBatchSize(fitting capacityBytes: Double) -> Int? {
        if let bend { return Int(bend.batchSize(at: capacityBytes)) }
        guard bytesPerSample > 0, capacityBytes > fixedBytes else { return nil }
        return Int(min(1e15, (capacityBytes - fixedBytes) / bytesPerSample))
    }

    /// Probability that a run at this batch size stays within a capacity.
    package func probability(thatFits batchSize: Int, in capacityBytes: Double) -> Double {
        let batchSize = Double(batchSize)
        // A few points estimate their own noise poorly, so the tails are those of Student's t; the prior noise counts
        // as two // more points.
        return StudentT.cumulative(
            (capacityBytes - predictedBytes(batchSize)) / predictionDeviation(batchSize),
            degreesOfFreedom: Double(line.degreesOfFreedom + 2)
        )
    }

    /// The largest batch size that fits with some confidence by the measurements.
    ///
    /// Extrapolated from the largest measured one with the steepest slope that the measurements allow: two close points
    /// leave the slope uncertain, which limits the extrapolation. At most 64 times what was measured.
    package func largestBatchSize(fitting capacityBytes: Double, from low: Int, deviations: Double = 1) -> Int {
        guard let lowBytes = observations.last(where: { $0.batchSize <= low })?.peakBytes else { return low }
        let slope =
            max(bytesPerSample, convexSlope ?? 0) + deviations * inflation * line.slopeVariance.squareRoot()
        let room = capacityBytes - lowBytes - deviations * noise.margin(of: capacityBytes, fixedBytes: fixedBytes)
        guard room > 0, slope > 0 else { return low }
        return low + Int(min(room / slope, Double(63 * low)))
    }

    /// The largest batch size that is expected to fit, extrapolated from a measured one.
    package func expectedBatchSize(fitting capacityBytes: Double, from low: Int) -> Double? {
        guard let lowBytes = observations.last(where: { $0.batchSize <= low })?.peakBytes, bytesPerSample > 0 else {
            return nil
        }
        return Double(low) + max(0, capacityBytes - lowBytes) / bytesPerSample
    }

    /// Slope between the last two measurements, where it is steeper than noise explains; nil otherwise.
    private var convexSlope: Double? {
        guard observations.count >= 3 else { return nil }
        let (before, last) = (observations[observations.count - 2], observations[observations.count - 1])
        let span = Double(last.batchSize - before.batchSize)
        let slope = (last.peakBytes - before.peakBytes) / span
        let doubt = 2 * (noise.deviation(at: before.peakBytes) + noise.deviation(at: last.peakBytes)) / span
        return slope - doubt > bytesPerSample ? slope : nil
    }

    /// The parabola through the last three measurements, where memory grows faster than the batch size; nil where they
    /// do not bend upward by more than noise explains.
    package var bend: Bend? {
        guard observations.count >= 3 else { return nil }
        let bend = Bend(observations.suffix(3).map { (Double($0.batchSize), $0.peakBytes) })
        return bend.slopeChange > 2 * bend.slopeChangeDeviation(of: bendNoise) ? bend : nil
    }

    /// Standard deviations of the last three measurements.
    private var bendNoise: [Double] { observations.suffix(3).map { noise.deviation(at: $0.peakBytes) } }

    /// Whether the measurements lie on the line within their noise.
    package var isLine: Bool { inflation < 2 }

    /// Root mean square of the residuals of the line, relative to its predictions.
    package var residualRatio: Double {
        let squares = observations.map { observation in
            let ratio = observation.peakBytes / line.value(at: Double(observation.batchSize)) - 1
            return ratio * ratio
        }
        return (squares.reduce(0, +) / Double(squares.count)).squareRoot()
    }

    /// Departure of the measurements from the line.
    package enum Departure: Equatable, Sendable {
        case falls(from: Int, to: Int)
        case risesFaster
        case isNoLine
    }

    /// Nil where the measurements lie on the line.
    package var departure: Departure? {
        if let pair = zip(observations, observations.dropFirst()).first(where: { before, after in
            after.peakBytes < before.peakBytes - 3
                * (noise.deviation(at: before.peakBytes) + noise.deviation(at: after.peakBytes))
        }) {
            return .falls(from: pair.0.batchSize, to: pair.1.batchSize)
        }
        guard inflation > 3, residualRatio > 0.01 else { return nil }
        if let convexSlope, convexSlope > 1.1 * bytesPerSample {
            return .risesFaster
        }
        return .isNoLine
    }
}
