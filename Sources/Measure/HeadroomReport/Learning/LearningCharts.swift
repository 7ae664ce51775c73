import HeadroomCore
import HeadroomDisplay
import HeadroomFormat

/// Summary charts of a study: throughput, test measure, and time to the target, over one axis of batch sizes with the
/// ceilings.
struct LearningCharts {
    let document: SweepDocument
    let learning: SweepDocument.Learning

    private static let colors: [Arm: String] = [.unchanged: "blue", .scaledRate: "orange", .equalUpdates: "violet"]

    private func series(
        _ arms: [Arm],
        _ value: (SweepDocument.Learning.Result) -> SeedMean?
    ) -> [Chart.Series] {
        arms.map { arm in
            Chart.Series(
                label: arm.phrase,
                color: "var(--\(Self.colors[arm] ?? "soft"))",
                values: learning.results.filter { $0.arm == arm }.compactMap { result in
                    value(result).map {
                        Chart.Value(
                            batchSize: Double(result.batchSize),
                            value: $0.value,
                            low: $0.low ?? $0.value,
                            high: $0.high ?? $0.value,
                            isDoubtful: result.stoppedEarly + result.diverged > 0
                        )
                    }
                }
            )
        }
    }

    private var arms: [Arm] { LearningTable(learning: learning).arms }

    /// Chart of the test measure, by arm.
    var accuracy: Chart? {
        let shown = series(arms, \.test)
        let values = shown.flatMap(\.values)
        guard let low = values.map(\.value).min(), let best = learning.best?.test?.value else { return nil }
        let table = LearningTable(learning: learning)
        var chart = Chart(
            title: "Test \(learning.measure.name)",
            explanation: "Means over the seeds with 95 % intervals; hollow where trainings were stopped early.",
            axisTitle: learning.measure.name,
            format: { value in
                guard learning.measure == .accuracy else { return Format.significant(value) }
                return (low > 0.9 ? Format.fixed(value * 100, decimals: 1) : Format.count(value * 100)) + " %"
            },
            series: shown
        )
        let bound = learning.measure.bound(below: best, tolerance: learning.tolerance)
        chart.levels = [
            Chart.Level(
                label: "as good as the best: \(table.figure(bound))",
                value: bound,
                color: "var(--green)",
                isBelow: true
            )
        ]
        if learning.measure == .accuracy {
            chart.start = low - (1 - low) * 0.1
            chart.end = 1
        } else if low < 0 {
            chart.start = low
        }
        return chart
    }

    /// Chart of the measured time to the target, by arm.
    var time: Chart? {
        guard let target = learning.target else { return nil }
        let shown = series(arms) { result in result.reachedTarget == result.trainings ? result.secondsToTarget : nil }
        let values = shown.flatMap(\.values)
        guard let least = values.map(\.value).min(), least > 0 else { return nil }
        let unit = SweepCharts.timeUnit(for: least)
        var chart = Chart(
            title: "Time to \(LearningTable(learning: learning).figure(target))",
            explanation: "Steps that trainings took to it, times what a step was measured to take.",
            axisTitle: "\(unit.name) to \(LearningTable(learning: learning).figure(target))",
            kind: .logarithmic,
            format: { Format.significant($0 / unit.seconds, digits: 2) },
            series: shown
        )
        if let cost = document.targetCost, let steps = cost.leastSteps, let law = document.laws.time {
            chart.law = Chart.Law(label: "Smin (1 + Bc / b)(a + c b)") { size in
                steps * cost.steps(size) * (law.fixedSeconds + law.secondsPerSample * size)
            }
        }
        return chart
    }
}
