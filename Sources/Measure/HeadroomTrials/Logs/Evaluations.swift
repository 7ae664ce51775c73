package import HeadroomCore
import HeadroomEvents

/// Evaluation results of a trial over its course.
package struct Evaluations: Equatable, Sendable {
    /// Identity of a learning curve.
    private struct Key: Hashable {
        var measure: Metric
        var split: String
    }

    private var curves: [Key: LearningCurve] = [:]
    private var trainingFigures: [Metric: Double] = [:]
    /// Last accuracy for each split, by a name such as `testAccuracy`.
    private(set) var accuracies: [String: Double] = [:]

    private static let mostPoints = 4096

    /// Names of splits that serve for evaluation.
    private static let testSplits: Set<String> = ["test", "validation", "valid", "val", "eval"]

    mutating func add(_ event: EvaluationEvent, at place: LearningCurve.Point) {
        if let accuracy = event.accuracy { accuracies["\(event.split)Accuracy"] = accuracy }
        var place = place
        place.environmentSteps = event.environmentSteps
        let values = [(Metric.accuracy, event.accuracy), (.meanReturn, event.meanReturn), (.loss, event.loss)]
        for (measure, value) in values {
            guard let value else { continue }
            if Self.testSplits.contains(event.split.lowercased()) {
                add(value, of: measure, split: event.split, at: place)
            } else if event.split == "train" {
                trainingFigures[measure] = value
            }
        }
    }

    mutating func add(_ value: Double, of measure: Metric, split: String, at place: LearningCurve.Point) {
        var point = place
        point.value = value
        var points = curves[Key(measure: measure, split: split.lowercased())]?.points ?? []
        // Of two results at the same step, the later one is kept.
        if points.last?.step == point.step { points.removeLast() }
        if points.count >= Self.mostPoints {
            points = points.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
        }
        curves[Key(measure: measure, split: split.lowercased())] = LearningCurve(points + [point])
    }

    /// Learning curves by measure.
    ///
    /// Of several splits (validation after each epoch, a test at the end), the one with the most evaluations.
    package var test: [Metric: LearningCurve] {
        var test: [Metric: LearningCurve] = [:]
        for (key, curve) in curves.sorted(by: { $0.key.split < $1.key.split })
        where curve.points.count > test[key.measure]?.points.count ?? 0 {
            test[key.measure] = curve
        }
        if let accuracy = test[.accuracy], isInPercent {
            test[.accuracy] = LearningCurve(
                accuracy.points.map { point in
                    var point = point
                    point.value /= 100
                    return point
                }
            )
        }
        return test
    }

    /// Last results on the training data.
    package var training: [Metric: Double] {
        trainingFigures.merging(trainingFigures[.accuracy].map { [.accuracy: isInPercent ? $0 / 100 : $0] } ?? [:]) {
            $1
        }
    }

    /// Whether accuracies are percentages: one above 1 is, with or without its sign.
    private var isInPercent: Bool {
        curves.contains { key, curve in key.measure == .accuracy && curve.points.contains { $0.value > 1 } }
    }

    /// Measure for comparing trainings: accuracy or return if reported, otherwise any other.
    package var measure: Metric? {
        let known = Set(curves.keys.map(\.measure))
        return [.accuracy, .meanReturn].first { known.contains($0) } ?? known.min { $0.name < $1.name }
    }
}
