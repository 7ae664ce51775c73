/// Mean step time `t(b, r) = a + c b + d b r`: the fixed cost of a step, of a sample, and of each of its points.
package struct PlaneTimeLaw: Equatable, Sendable {
    /// Mean step time at one point of the plane.
    package struct Observation: Equatable, Sendable {
        package var point: PlanePoint
        package var stepSeconds: Double
        package var standardError: Double

        package init(point: PlanePoint, stepSeconds: Double, standardError: Double) {
            self.point = point
            self.stepSeconds = stepSeconds
            self.standardError = standardError
        }
    }

    package let observations: [Observation]
    private let fit: NonnegativeFit

    /// Minimum relative deviation of a point, since the law does not describe step times better than this.
    private static let leastDeviationRatio = 0.02

    package var fixedSeconds: Double { fit.coefficients[0] }
    package var secondsPerSample: Double { fit.coefficients[1] }
    package var secondsPerPoint: Double { fit.coefficients[2] }

    package var fixedSecondsInterval: Interval? { fit.interval(of: 0) }
    package var secondsPerSampleInterval: Interval? { fit.interval(of: 1) }
    package var secondsPerPointInterval: Interval? { fit.interval(of: 2) }

    /// Fits the law to relative errors; nil where the points do not span the plane.
    package static func fit(_ observations: [Observation]) -> PlaneTimeLaw? {
        let rows = observations.map {
            NonnegativeFit.Row(
                terms: $0.point.terms,
                value: $0.stepSeconds,
                deviation: max($0.standardError, leastDeviationRatio * $0.stepSeconds)
            )
        }
        return NonnegativeFit(rows).map { PlaneTimeLaw(observations: observations, fit: $0) }
    }

    /// Mean step time by the law, in seconds.
    package func stepSeconds(at point: PlanePoint) -> Double { fit.value(at: point.terms) }

    /// Throughput by the law, `b r / t(b, r)`.
    package func pointsPerSecond(at point: PlanePoint) -> Double {
        Double(point.points) / stepSeconds(at: point)
    }

    /// Step time by the law with the 95 % interval of a new measurement there; nil without a degree of freedom.
    package func predictedStepSeconds(at point: PlanePoint) -> Interval? {
        guard fit.degreesOfFreedom >= 1 else { return nil }
        let value = stepSeconds(at: point)
        let own = Self.leastDeviationRatio * value
        let deviation = fit.inflation * (fit.variance(at: point.terms) + own * own).squareRoot()
        let reach = StudentT.quantile(0.975, degreesOfFreedom: Double(fit.degreesOfFreedom)) * deviation
        return Interval(value: value, low: max(0, value - reach), high: value + reach)
    }

    /// Throughput that no step exceeds by the law, `1 / d`; nil where points cost no time.
    package var limitPointsPerSecond: Double? { secondsPerPoint > 0 ? 1 / secondsPerPoint : nil }

    private func residualRatio(_ observation: Observation) -> Double {
        observation.stepSeconds / stepSeconds(at: observation.point) - 1
    }

    /// Root mean square of the relative residuals.
    package var residualRatio: Double {
        let squares = observations.reduce(0) { $0 + residualRatio($1) * residualRatio($1) }
        return (squares / Double(observations.count)).squareRoot()
    }

    /// The observation farthest from the law, by more than a tenth and more than noise; nil where all follow it.
    package var departure: (point: PlanePoint, ratio: Double)? {
        let worst = observations.max { abs(residualRatio($0)) < abs(residualRatio($1)) }
        guard let worst else { return nil }
        let ratio = residualRatio(worst)
        guard abs(ratio) > 0.1, abs(ratio) * worst.stepSeconds > 3 * worst.standardError else { return nil }
        return (worst.point, ratio)
    }
}
