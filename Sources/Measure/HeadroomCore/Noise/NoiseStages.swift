import RealModule

/// The gradient noise scale over a training: it grows by an order of magnitude from its start to its end.
package struct NoiseStages: Equatable, Sendable {
    /// The pair of one step.
    package struct Observation: Equatable, Sendable {
        package var step: Int
        package var pair: GradientPair

        package init(step: Int, pair: GradientPair) {
            self.step = step
            self.pair = pair
        }
    }

    /// One stretch of the training.
    package struct Stage: Equatable, Sendable {
        package var firstStep: Int
        package var lastStep: Int
        package var observations: Int
        package var scale: NoiseScale
    }

    package let stages: [Stage]

    /// Number of stages of a training that reports its norms continuously.
    private static let parts = 3
    private static let leastForParts = 60
    /// A stage ends at a distance of this many times the usual one.
    private static let gap = 4

    /// - Parameter observations: in the order of their steps; a longer gap between them ends a stage.
    package init(_ observations: [Observation]) {
        stages = Self.stretches(observations).map { stretch in
            Stage(
                firstStep: stretch.first?.step ?? 0,
                lastStep: stretch.last?.step ?? 0,
                observations: stretch.count,
                scale: NoiseScale(stretch.map(\.pair))
            )
        }
    }

    private static func stretches(_ observations: [Observation]) -> [ArraySlice<Observation>] {
        guard observations.count > 1 else { return observations.isEmpty ? [] : [observations[...]] }
        let distances = zip(observations, observations.dropFirst()).map { $1.step - $0.step }
        let usual = distances.sorted()[distances.count / 2]
        var stretches: [ArraySlice<Observation>] = []
        var start = 0
        for (index, distance) in distances.enumerated() where distance > gap * max(1, usual) {
            stretches.append(observations[start...index])
            start = index + 1
        }
        stretches.append(observations[start...])
        guard stretches.count == 1, observations.count >= leastForParts else { return stretches }
        let size = (observations.count + parts - 1) / parts
        return stride(from: 0, to: observations.count, by: size).map {
            observations[$0..<min($0 + size, observations.count)]
        }
    }

    /// The noise scale of the training as a whole: the geometric mean of its stages, since it ranges over orders of
    /// magnitude; nil where no stage has an estimate.
    package var overall: Interval? {
        let known = stages.compactMap { stage -> Interval? in
            guard case .known(let interval) = stage.scale, interval.low > 0 else { return nil }
            return interval
        }
        guard !known.isEmpty else { return nil }
        func mean(_ part: KeyPath<Interval, Double>) -> Double {
            Double.exp(known.reduce(0) { $0 + Double.log($1[keyPath: part]) } / Double(known.count))
        }
        return Interval(value: mean(\.value), low: mean(\.low), high: mean(\.high))
    }
}
