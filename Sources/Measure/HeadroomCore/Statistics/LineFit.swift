import RealModule

/// Weighted least-squares fit of the line `y = intercept + slope x` with nonnegative coefficients.
package struct LineFit: Equatable, Sendable {
    package var intercept: Double
    package var slope: Double
    /// Variances and covariance of the coefficients, if the given standard deviations are right.
    ///
    /// Where the intercept is fixed at zero, they are those of the line through the origin. A slope that is fixed at
    /// zero keeps its variance: it may be as much above zero as the noise hides.
    package var interceptVariance: Double
    package var slopeVariance: Double
    package var covariance: Double
    /// The sum of the squared residuals, each over its standard deviation.
    package var chiSquare: Double
    package var degreesOfFreedom: Int

    /// Fits points that have standard deviations; nil with fewer than two different abscissae.
    package init?(_ points: [(x: Double, y: Double, deviation: Double)]) {
        let weights = points.map { 1 / ($0.deviation * $0.deviation) }
        let sum = weights.reduce(0, +)
        guard sum.isFinite, sum > 0 else { return nil }
        let meanX = zip(points, weights).reduce(0) { $0 + $1.0.x * $1.1 } / sum
        let meanY = zip(points, weights).reduce(0) { $0 + $1.0.y * $1.1 } / sum
        let spread = zip(points, weights).reduce(0) { $0 + ($1.0.x - meanX) * ($1.0.x - meanX) * $1.1 }
        guard spread > 0 else { return nil }
        let joint = zip(points, weights).reduce(0) { $0 + ($1.0.x - meanX) * ($1.0.y - meanY) * $1.1 }

        slope = joint / spread
        intercept = meanY - slope * meanX
        slopeVariance = 1 / spread
        interceptVariance = 1 / sum + meanX * meanX / spread
        covariance = -meanX / spread
        if slope < 0 {
            (slope, intercept) = (0, meanY)
        } else if intercept < 0 {
            let squares = zip(points, weights).reduce(0) { $0 + $1.0.x * $1.0.x * $1.1 }
            slope = zip(points, weights).reduce(0) { $0 + $1.0.x * $1.0.y * $1.1 } / squares
            intercept = 0
            (slopeVariance, interceptVariance, covariance) = (1 / squares, 0, 0)
        }
        // A fixed coefficient is not fitted.
        let fitted = slope == 0 || intercept == 0 ? 1 : 2
        let (intercept, slope) = (intercept, slope)
        chiSquare = points.reduce(0) {
            let residual = ($1.y - intercept - slope * $1.x) / $1.deviation
            return $0 + residual * residual
        }
        degreesOfFreedom = points.count - fitted
    }

    /// The value of the line at `x`.
    package func value(at x: Double) -> Double {
        intercept + slope * x
    }

    /// The intercept over the slope, with its 95 % interval.
    ///
    /// By the delta method on its logarithm, with standard deviations enlarged where the points scatter more around the
    /// line than they predict; nil where either coefficient cannot be distinguished from zero.
    package var interceptOverSlope: Interval? {
        guard intercept > 0, slope > 0, degreesOfFreedom >= 1 else { return nil }
        let inflation = max(1, (chiSquare / Double(degreesOfFreedom)).squareRoot())
        let relative =
            interceptVariance / (intercept * intercept) + slopeVariance / (slope * slope)
            - 2 * covariance / (intercept * slope)
        let deviation = inflation * max(0, relative).squareRoot()
        let reach = StudentT.quantile(0.975, degreesOfFreedom: Double(degreesOfFreedom)) * deviation
        guard reach < 2 else { return nil }
        let value = intercept / slope
        return Interval(value: value, low: value * Double.exp(-reach), high: value * Double.exp(reach))
    }

    /// Variance of the line's value at `x`.
    package func variance(at x: Double) -> Double {
        interceptVariance + 2 * x * covariance + x * x * slopeVariance
    }
}
