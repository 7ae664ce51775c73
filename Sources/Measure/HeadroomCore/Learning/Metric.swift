package import HeadroomSchema

/// A measure of a model's quality: the accuracy, a loss, or another figure that a training reports of its test data.
package struct Metric: Codable, Hashable, Sendable {
    package var name: String
    package var isHigherBetter: Bool

    package init(name: String, isHigherBetter: Bool) {
        self.name = name
        self.isHigherBetter = isHigherBetter
    }

    package static let accuracy = Metric(name: "accuracy", isHigherBetter: true)
    /// Mean return of an episode.
    package static let meanReturn = Metric(name: "return", isHigherBetter: true)
    package static let loss = Metric(name: "loss", isHigherBetter: false)

    /// By how much one value is better than another; negative where it is worse.
    package func gain(of value: Double, over other: Double) -> Double {
        isHigherBetter ? value - other : other - value
    }

    /// The worst value within the tolerance of `best`.
    package func bound(below best: Double, tolerance: Double) -> Double {
        isHigherBetter ? best - tolerance : best + tolerance
    }
}

/// The test measure over the course of a training.
package struct LearningCurve: Codable, Equatable, Sendable {
    package struct Point: Codable, Equatable, Sendable {
        package var step: Int
        package var samples: Int
        /// Time of the steps so far, without evaluations.
        package var seconds: Double
        package var value: Double
        /// Null for training other than reinforcement learning.
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

    /// Number of steps between the first evaluation that is as good as the target and the one before; nil where none
    /// is.
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
