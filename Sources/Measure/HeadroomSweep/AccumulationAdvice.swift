/// Effect of gradient accumulation, where the best batch size does not fit.
///
/// Each of k batches costs as much as before, `a + c b`, and the target takes `Smin (1 + Bc / (k b))` steps of k
/// batches: `(k + Bc / b) / (1 + Bc / b)` times as long as without, for every k above 1. The costs of a step outside of
/// its batches, the optimizer and the communication, are paid once instead of k times, which could reverse this; they
/// are not measured separately here.
package struct AccumulationAdvice: Equatable, Sendable {
    /// Number of batches to accumulate.
    let steps: Int
    /// Time to a target relative to that without accumulation.
    let timeRatio: Double

    /// - Returns: nil where the best batch size fits.
    init?(best: Double, fitting: Int, criticalBatchSize: Double) {
        guard fitting > 0, best > Double(fitting), best < 1e12 else { return nil }
        steps = Int((best / Double(fitting)).rounded(.up))
        let ratio = criticalBatchSize / Double(fitting)
        timeRatio = (Double(steps) + ratio) / (1 + ratio)
    }
}
