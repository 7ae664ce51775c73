import RealModule

/// Whether a training can still come within the tolerance of the best that has finished.
///
/// It is given the benefit of the doubt twice over: from where it is it may gain twice as much as it gained while it last
/// doubled its steps, or twice as much as any finished training gained from the same share of its steps to its end, such
/// as where a learning rate falls late. Nothing is judged in the first half.
package struct EarlyStopping: Equatable, Sendable {
    private static let patience = 0.5
    private static let benefit = 2.0

    package let measure: Metric
    package let tolerance: Double
    /// The curves of the trainings that finished.
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

    /// The share of its steps after which a training could not win any more; nil while it may.
    ///
    /// - Parameter expectedSteps: how many steps it has in all.
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

    /// What a finished training gained from a share of its steps to its end.
    private func gain(in curve: LearningCurve, from share: Double) -> Double? {
        guard let last = curve.points.last, let end = curve.best(until: .infinity, by: measure),
            let then = curve.best(until: share * Double(last.step), by: measure)
        else { return nil }
        return measure.gain(of: end, over: then)
    }
}
