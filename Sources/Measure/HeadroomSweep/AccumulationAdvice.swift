/// Whether adding up the gradients of several batches pays, where the best batch size does not fit.
///
/// Each of k batches costs what it cost before, `a + c b`, and the target takes `Smin (1 + Bc / (k b))` steps of k batches:
/// `(k + Bc / b) / (1 + Bc / b)` times as long as without, for every k above 1. What a step costs besides its batches, the
/// optimizer and the communication, is paid once and not k times, and could turn that; it is not told apart here.
package struct AccumulationAdvice: Equatable, Sendable {
    /// The batches that would have to be added up.
    let steps: Int
    /// How many times as long a target would take as without.
    let timeRatio: Double

    /// - Returns: nil where the best batch size fits.
    init?(best: Double, fitting: Int, criticalBatchSize: Double) {
        guard fitting > 0, best > Double(fitting), best < 1e12 else { return nil }
        steps = Int((best / Double(fitting)).rounded(.up))
        let ratio = criticalBatchSize / Double(fitting)
        timeRatio = (Double(steps) + ratio) / (1 + ratio)
    }
}
