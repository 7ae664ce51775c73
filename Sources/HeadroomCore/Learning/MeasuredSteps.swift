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
        // The line has 1 / b for its axis, so that its ratio is 1 / Bc.
        if let ratio = line.interceptOverSlope {
            law.criticalBatchSize = Interval(value: 1 / ratio.value, low: 1 / ratio.high, high: 1 / ratio.low)
        }
        return law
    }
}
