import RealModule

/// The steps law, fitted to the number of steps to a target.
enum MeasuredSteps {
    /// Minimum relative deviation of a point, for variation other than that of the seed.
    private static let leastDeviationRatio = 0.1

    /// Number of steps to the target at one batch size.
    struct Point {
        var steps: SeedMean
        /// Number of steps between the evaluation that reached the target and the one before: the exact step in between
        /// is unknown.
        var evaluationGap: Double
    }

    /// Fits `S = Smin + Smin Bc / b`, a straight line in `1 / b`; nil with fewer than three batch sizes.
    static func fit(_ points: [Int: Point]) -> SweepDocument.MeasuredStepsLaw? {
        let known = points.filter { $0.value.steps.value > 0 }
        guard known.count >= 3 else { return nil }
        let points = known.sorted { $0.key < $1.key }.map { size, point in
            // The position in between is uniformly distributed, with its mean in the middle.
            let steps = point.steps.value - point.evaluationGap / 2
            let error = ((point.steps.variance ?? 0) + point.evaluationGap * point.evaluationGap / 12).squareRoot()
            return (x: 1 / Double(size), y: steps, deviation: max(error, leastDeviationRatio * steps))
        }
        guard let line = LineFit(points), line.intercept > 0 else { return nil }
        let squares = points.reduce(0) { sum, point in
            let residual = point.y / line.value(at: point.x) - 1
            return sum + residual * residual
        }
        var law = SweepDocument.MeasuredStepsLaw(
            leastSteps: line.intercept,
            residualRatio: (squares / Double(points.count)).squareRoot()
        )
        law.criticalBatchSize = criticalBatchSize(line)
        return law
    }

    /// The slope over the intercept, with its 95 % interval by the delta method on its logarithm.
    ///
    /// The scatter of step counts is known beforehand rather than estimated from the few points: the interval is that
    /// of a normal distribution, widened where the points lie further from the line than that.
    private static func criticalBatchSize(_ line: LineFit) -> Interval? {
        guard line.slope > 0, line.intercept > 0 else { return nil }
        let relative =
            line.interceptVariance / (line.intercept * line.intercept)
            + line.slopeVariance / (line.slope * line.slope)
            - 2 * line.covariance / (line.intercept * line.slope)
        let inflation = max(1, line.chiSquare / Double(max(1, line.degreesOfFreedom))).squareRoot()
        let reach = 1.96 * inflation * max(0, relative).squareRoot()
        guard reach < 2 else { return nil }
        let value = line.slope / line.intercept
        return Interval(value: value, low: value * Double.exp(-reach), high: value * Double.exp(reach))
    }
}
