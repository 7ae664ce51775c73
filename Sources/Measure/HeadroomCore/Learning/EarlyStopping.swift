import RealModule

/// Ends trainings that can no longer come within the tolerance of the best that has finished.
///
/// The bound is generous: from its present value a training may still gain twice its gain over the last doubling of
/// steps, or twice the largest gain of any finished training from the same share of its steps to its end, as after a
/// late drop of the learning rate. There is no verdict in the first half.
package struct EarlyStopping: Equatable, Sendable {
    private static let patience = 0.5
    private static let benefit = 2.0

    package let measure: Metric
    package let tolerance: Double
    /// Learning curves of finished trainings.
    private let finished: [LearningCurve]
    /// The best mean so far.
    private let best: Double

    package init?(measure: Metric, tolerance: Double, finished: [LearningCurve], best: Double?) {
        guard let best, !finished.isEmpty else { return nil }
        self.measure = measure
        self.tolerance = tolerance
        self.finished = finished
        self.best = best
    }

    /// The share of its steps after which a training cannot become the best; nil while it can.
    ///
    /// - Parameter expectedSteps: total number of steps of the training.
    package func verdict(on curve: LearningCurve, expectedSteps: Int) -> Double? {
        guard expectedSteps > 0, let last = curve.points.last else { return nil }
        let share = Double(last.step) / Double(expectedSteps)
        guard share >= Self.patience, share < 1,
            let now = curve.best(until: .infinity, by: measure),
            let before = curve.best(until: Double(last.step) / 2, by: measure)
        else { return nil }
        let gains = [measure.gain(of: now, over: before)] + finished.compactMap { gain(in: $0, from: share) }
        let most = Self.benefit * max(0, gains.max() ?? 0)
        let reachable = measure.isHigherBetter ? now + most : now - most
        guard measure.gain(of: reachable, over: measure.bound(below: best, tolerance: tolerance)) < 0 else {
            return nil
        }
        return share
    }

    /// Gain of a finished training from a share of its steps to its end.
    private func gain(in curve: LearningCurve, from share: Double) -> Double? {
        guard let last = curve.points.last, let end = curve.best(until: .infinity, by: measure),
            let then = curve.best(until: share * Double(last.step), by: measure)
        else { return nil }
        return measure.gain(of: end, over: then)
    }
}
