import HeadroomCore
import HeadroomDisplay

/// Learning curves, one line per batch size, over several resources, which may rank the batch sizes differently.
struct CurveCharts {
    private typealias Point = LearningCurve.Point

    let learning: SweepDocument.Learning

    static let explanation =
        "With nothing else changed; the mean over the seeds. What learning costs depends on what is scarce: samples from the "
        + "outside, updates, or time. The batch size that is soonest over one of them need not be over another."

    private static let colors = ["--blue", "--orange", "--green", "--violet", "--red", "--soft"]

    /// A chart for each resource that is known for every line.
    var all: [LineChart] {
        let lines = lines
        guard lines.count > 1 else { return [] }
        let drawn = "samples through the model"
        return [
            chart("environment steps", lines) { $0.environmentSteps.map(Double.init) },
            chart("updates", lines) { Double($0.step) },
            chart(drawn, lines) { Double($0.samples) },
            chart("seconds", lines, \.seconds),
        ].compactMap(\.self)
    }

    private func chart(
        _ place: String,
        _ lines: [(batchSize: Int, points: [Point])],
        _ position: (Point) -> Double?
    ) -> LineChart? {
        guard lines.allSatisfy({ $0.points.allSatisfy { position($0) != nil } }) else { return nil }
        let table = LearningTable(learning: learning)
        return LineChart(
            title: "\(learning.measure.name.prefix(1).uppercased() + learning.measure.name.dropFirst()) over \(place)",
            explanation: "Of the test data.",
            axisTitle: learning.measure.name,
            placeTitle: place,
            range: range(lines),
            format: table.figure,
            series: lines.enumerated().map { index, line in
                LineChart.Series(
                    label: "\(line.batchSize)",
                    color: "var(\(Self.colors[index % Self.colors.count]))",
                    isDashed: index >= Self.colors.count,
                    points: line.points.map { (position($0) ?? 0, $0.value) }
                )
            }
        )
    }

    /// Mean learning curve of each batch size, over the seeds whose trainings completed.
    private var lines: [(batchSize: Int, points: [Point])] {
        let finished = learning.trainings.filter {
            $0.arms.contains(.unchanged) && $0.outcome == .completed && $0.curve.points.count > 1
        }
        return Dictionary(grouping: finished, by: \.setting.batchSize)
            .map { ($0.key, Self.mean($0.value.map(\.curve))) }
            .sorted { $0.batchSize < $1.batchSize }
    }

    /// Mean up to the shortest curve; trainings of one batch size are evaluated after the same numbers of steps.
    private static func mean(_ curves: [LearningCurve]) -> [Point] {
        let count = curves.map(\.points.count).min() ?? 0
        return (0..<count).map { index in
            let points = curves.map { $0.points[index] }
            var mean = points[0]
            mean.value = points.reduce(0) { $0 + $1.value } / Double(points.count)
            mean.seconds = points.reduce(0) { $0 + $1.seconds } / Double(points.count)
            return mean
        }
    }

    /// Range of the value axis; outliers far below are drawn at the edge, since the first evaluations are not
    /// informative.
    private func range(_ lines: [(batchSize: Int, points: [Point])]) -> ClosedRange<Double>? {
        let values = lines.flatMap { $0.points.map(\.value) }.filter(\.isFinite).sorted()
        guard let highest = values.last, let lowest = values.first, lowest < 0 else { return nil }
        let low = max(lowest, values[values.count / 5] - (highest - values[values.count / 5]) / 4)
        return low...(highest + max(1e-12, (highest - low) / 20))
    }
}
