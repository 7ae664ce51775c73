package import HeadroomCore
import HeadroomEvents

/// Gradient norms reported by a training, by the step whose parameters they belong to.
struct GradientLog: Sendable {
    private var norms: [Int: [GradientPair.Norm]] = [:]
    /// Norms of the gradients as preconditioned by the optimizer.
    private var preconditionedNorms: [Int: [GradientPair.Norm]] = [:]
    /// Reason for missing norms, as last reported by the process.
    private var missing: String?

    mutating func record(_ event: GradientEvent) {
        guard norms.count < Self.mostSteps, (0...StepLog.mostCount).contains(event.step) else { return }
        missing = event.reason ?? missing
        func norm(_ squaredNorm: Double) -> GradientPair.Norm {
            GradientPair.Norm(batchSize: event.batchSize, squaredNorm: squaredNorm, count: event.count ?? 1)
        }
        if let squared = event.squaredNorm { norms[event.step, default: []].append(norm(squared)) }
        if let squared = event.preconditionedSquaredNorm {
            preconditionedNorms[event.step, default: []].append(norm(squared))
        }
    }

    private static let mostSteps = 65_536

    /// Results computed from the norms.
    var figures: GradientFigures {
        GradientFigures(
            noise: Self.pairs(norms),
            preconditionedNoise: Self.pairs(preconditionedNorms),
            missing: missing,
            reduction: Reduction(gradientNorms: norms)
        )
    }

    private static func pairs(_ norms: [Int: [GradientPair.Norm]]) -> [NoiseStages.Observation] {
        norms.sorted { $0.key < $1.key }.compactMap { step, norms in
            GradientPair(norms: norms).map { NoiseStages.Observation(step: step, pair: $0) }
        }
    }
}

/// Gradient noise of a training, in the order of the steps.
package struct GradientFigures: Sendable {
    package var noise: [NoiseStages.Observation]
    /// Noise of the gradients as preconditioned by the optimizer; empty where it does not precondition them.
    package var preconditionedNoise: [NoiseStages.Observation]
    /// Reason for missing gradients, as reported by the process.
    package var missing: String?
    /// Whether the training sums or averages the gradients of the samples, if their norms at several batch sizes show
    /// it.
    package var reduction: Reduction?
}
