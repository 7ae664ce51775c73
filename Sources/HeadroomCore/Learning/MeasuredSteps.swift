import RealModule

/// The steps law, fitted to the steps that trainings needed to a target.
enum MeasuredSteps {
    /// Steps to a target are counted between two evaluations, and differ with the seed: no point counts for more.
    private static let leastDeviationRatio = 0.1

    /// Fits `S = Smin + Smin Bc / b`, a straight line in `1 / b`; nil with fewer than three batch sizes.
    static func fit(_ steps: [Int: SeedMean]) -> SweepDocument.MeasuredStepsLaw? {
        let known = steps.filter { $0.value.value > 0 }
        guard known.count >= 3 else { return nil }
        let points = known.sorted { $0.key < $1.key }.map { size, steps in
            let error = steps.variance?.squareRoot() ?? 0
            return (x: 1 / Double(size), y: steps.value, deviation: max(error, leastDeviationRatio * steps.value))
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
    /// What a count of steps scatters by is known, and not told by the few points themselves: the interval is that of a
    /// normal distribution, made wider where the points lie further from the line than that.
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
