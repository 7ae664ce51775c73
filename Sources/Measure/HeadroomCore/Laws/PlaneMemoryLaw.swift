/// Peak memory `M(b, r) = F + s b + q b r`: fixed bytes, bytes of a sample, and bytes of each of its points.
package struct PlaneMemoryLaw: Equatable, Sendable {
    /// Peak memory of one fresh process.
    package struct Observation: Equatable, Sendable {
        package var point: PlanePoint
        package var peakBytes: Double

        package init(point: PlanePoint, peakBytes: Double) {
            self.point = point
            self.peakBytes = peakBytes
        }
    }

    package let observations: [Observation]
    package let noise: MemoryLaw.Noise
    private let fit: NonnegativeFit

    package var fixedBytes: Double { fit.coefficients[0] }
    package var bytesPerSample: Double { fit.coefficients[1] }
    package var bytesPerPoint: Double { fit.coefficients[2] }

    package var bytesPerSampleInterval: Interval? { fit.interval(of: 1) }
    package var bytesPerPointInterval: Interval? { fit.interval(of: 2) }

    /// Fits the law; nil where the points do not span the plane.
    package static func fit(_ observations: [Observation], noise: MemoryLaw.Noise = .process) -> PlaneMemoryLaw? {
        let rows = observations.map {
            NonnegativeFit.Row(
                terms: $0.point.terms,
                value: $0.peakBytes,
                deviation: noise.deviation(at: $0.peakBytes)
            )
        }
        return NonnegativeFit(rows).map { PlaneMemoryLaw(observations: observations, noise: noise, fit: $0) }
    }

    /// Peak memory by the law, in bytes.
    package func predictedBytes(at point: PlanePoint) -> Double { fit.value(at: point.terms) }

    /// Standard deviation of one run's peak around the prediction.
    package func predictionDeviation(at point: PlanePoint) -> Double {
        let deviation = noise.deviation(at: predictedBytes(at: point))
        return fit.inflation * (fit.variance(at: point.terms) + deviation * deviation).squareRoot()
    }

    /// Probability that a run stays within a capacity.
    package func probability(thatFits point: PlanePoint, in capacityBytes: Double) -> Double {
        // As in the law of one variable, the prior noise counts as two more points.
        StudentT.cumulative(
            (capacityBytes - predictedBytes(at: point)) / predictionDeviation(at: point),
            degreesOfFreedom: Double(fit.degreesOfFreedom + 2)
        )
    }

    /// The largest batch size that fits by the law at a value of the second axis, with the safety margin of the noise.
    ///
    /// - Returns: nil where memory does not grow with the batch size; 0 where nothing fits.
    package func largestBatchSize(other: Int, fitting capacityBytes: Double) -> Int? {
        let slope = bytesPerSample + bytesPerPoint * Double(other)
        guard slope > 0 else { return nil }
        let room = capacityBytes - fixedBytes - noise.margin(of: capacityBytes, fixedBytes: fixedBytes)
        return Int(min(1e15, max(0, room / slope)))
    }

    /// Root mean square of the residuals, relative to the predictions.
    package var residualRatio: Double {
        let squares = observations.reduce(0) { sum, observation in
            let ratio = observation.peakBytes / predictedBytes(at: observation.point) - 1
            return sum + ratio * ratio
        }
        return (squares / Double(observations.count)).squareRoot()
    }
}
