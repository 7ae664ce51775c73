package import HeadroomSchema

/// A figure that rates a model on test data: the accuracy, a loss, or another that the training reports.
package struct Metric: Codable, Hashable, Sendable {
    package var name: String
    package var isHigherBetter: Bool

    package init(name: String, isHigherBetter: Bool) {
        self.name = name
        self.isHigherBetter = isHigherBetter
    }

    package static let accuracy = Metric(name: "accuracy", isHigherBetter: true)
    /// The mean return of an episode.
    package static let meanReturn = Metric(name: "return", isHigherBetter: true)
    package static let loss = Metric(name: "loss", isHigherBetter: false)

    /// By how much one value is better than another; below zero where it is worse.
    package func gain(of value: Double, over other: Double) -> Double {
        isHigherBetter ? value - other : other - value
    }

    /// The worst value that is still as good as `best` but for the tolerance.
    package func bound(below best: Double, tolerance: Double) -> Double {
        isHigherBetter ? best - tolerance : best + tolerance
    }
}

/// How well a model did on its test data as its training went on.
package struct LearningCurve: Codable, Equatable, Sendable {
    package struct Point: Codable, Equatable, Sendable {
        package var step: Int
        package var samples: Int
        /// Spent on steps until then, evaluations left out.
        package var seconds: Double
        package var value: Double
        /// null for what does not learn by reinforcement.
        @Nullable package var environmentSteps: Int?

        package init(step: Int, samples: Int, seconds: Double, value: Double) {
            self.step = step
            self.samples = samples
            self.seconds = seconds
            self.value = value
        }
    }

    package var points: [Point]

    package init(_ points: [Point] = []) {
        self.points = points
    }

    /// The first point that is as good as the target.
    package func first(reaching target: Double, by measure: Metric) -> Point? {
        points.first { measure.gain(of: $0.value, over: target) >= 0 }
    }

    /// The steps from the evaluation before to the first that is as good as the target; nil where none is.
    package func gap(before target: Double, by measure: Metric) -> Double? {
        guard let index = points.firstIndex(where: { measure.gain(of: $0.value, over: target) >= 0 }) else {
            return nil
        }
        return Double(points[index].step - (index > 0 ? points[index - 1].step : 0))
    }

    /// The best value until a step; nil where there is none yet.
    package func best(until step: Double, by measure: Metric) -> Double? {
        points.filter { Double($0.step) <= step }.map(\.value).max { measure.gain(of: $1, over: $0) > 0 }
    }
}
