/// Step energy `e(b) = e0 + e1 b`: the fixed energy of a step, and the energy of a sample.
package struct EnergyLaw: Equatable, Sendable {
    /// Mean step energy at one batch size.
    package struct Observation: Equatable, Sendable {
        package var batchSize: Double
        package var stepJoules: Double
        package var standardError: Double

        package init(batchSize: Double, stepJoules: Double, standardError: Double) {
            self.batchSize = batchSize
            self.stepJoules = stepJoules
            self.standardError = standardError
        }
    }

    package let observations: [Observation]
    private let line: LineFit

    /// Minimum relative deviation of a point: power sensors are accurate to about a twentieth (arXiv 2312.02741).
    private static let leastDeviationRatio = 0.05

    package var fixedJoules: Double { line.intercept }
    package var joulesPerSample: Double { line.slope }

    /// Fits the law to relative errors; nil with fewer than two batch sizes.
    package static func fit(_ observations: [Observation]) -> EnergyLaw? {
        let observations = observations.filter { $0.stepJoules > 0 && $0.stepJoules.isFinite }
            .sorted { $0.batchSize < $1.batchSize }
        let line = LineFit(
            observations.map {
                ($0.batchSize, $0.stepJoules, max($0.standardError, leastDeviationRatio * $0.stepJoules))
            }
        )
        return line.map { EnergyLaw(observations: observations, line: $0) }
    }

    package func stepJoules(_ batchSize: Double) -> Double { line.value(at: batchSize) }

    /// `e0 / e1`, the batch size at which the energy per sample is twice its minimum, with its 95 % interval.
    package var evenBatchSize: Interval? { line.interceptOverSlope }

    /// Root mean square of the relative residuals.
    package var residualRatio: Double {
        let squares = observations.map { observation in
            let residual = observation.stepJoules / stepJoules(observation.batchSize) - 1
            return residual * residual
        }
        return (squares.reduce(0, +) / Double(observations.count)).squareRoot()
    }
}
