package import HeadroomCore
import HeadroomEvents

/// How well the model of a trial did, as it went on.
package struct Evaluations: Equatable, Sendable {
    /// The curves of the test data, by the measure: an accuracy, a loss, or what the command writes.
    package private(set) var test: [Measure: LearningCurve] = [:]
    /// The last figures of the training data.
    package private(set) var training: [Measure: Double] = [:]

    private static let mostPoints = 4096

    /// Names that the part of the data has which a model is judged by.
    private static let testSplits: Set<String> = ["test", "validation", "val", "eval"]

    mutating func add(_ event: EvaluationEvent, at place: LearningCurve.Point) {
        let values = [(Measure.accuracy, event.accuracy), (.loss, event.loss)]
        for (measure, value) in values {
            guard let value else { continue }
            if Self.testSplits.contains(event.split.lowercased()) {
                add(value, of: measure, at: place)
            } else if event.split == "train" {
                training[measure] = value
            }
        }
    }

    mutating func add(_ value: Double, of measure: Measure, at place: LearningCurve.Point) {
        guard test[measure]?.points.count ?? 0 < Self.mostPoints else { return }
        var point = place
        point.value = value
        // Two words about one moment: the later is the better one.
        if test[measure]?.points.last?.step == point.step { test[measure]?.points.removeLast() }
        test[measure, default: LearningCurve()].points.append(point)
    }

    /// The measure that judges: an accuracy where there is one, else what was reported.
    package var measure: Measure? {
        test[.accuracy] != nil ? .accuracy : test.keys.min { $0.name < $1.name }
    }
}
