import HeadroomCore
import HeadroomDisplay
import HeadroomFormat

/// Four charts of a comparison, with a line for each command.
struct CompareCharts {
    let document: CompareDocument

    private static let colors = ["blue", "orange", "green", "violet", "red", "soft"]

    var all: [Chart] {
        document.contestants.allSatisfy(\.points.isEmpty)
            ? [] : [throughput, stepTime, utilization, memory].compactMap(\.self)
    }

    private func series(_ value: (SweepDocument.Point) -> Interval?) -> [Chart.Series] {
        document.contestants.enumerated().map { index, contestant in
            Chart.Series(
                label: contestant.name,
                color: "var(--\(Self.colors[index % Self.colors.count]))",
                values: contestant.points.compactMap { point in
                    value(point).map {
                        Chart.Value(batchSize: Double(point.batchSize), value: $0.value, low: $0.low, high: $0.high)
                    }
                }
            )
        }
    }

    private var throughput: Chart {
        Chart(
            title: "Throughput",
            explanation: "How many samples are trained a second, with 95 % intervals.",
            axisTitle: "samples/s",
            format: { Format.rate($0) },
            series: series(\.samplesPerSecond)
        )
    }

    private var stepTime: Chart {
        let means = document.contestants.flatMap { $0.points.map(\.stepSeconds.mean) }
        let unit = SweepCharts.timeUnit(for: means.min() ?? 1)
        return Chart(
            title: "Step time",
            explanation: "The mean time of one step, with 95 % intervals.",
            axisTitle: unit.name,
            kind: .logarithmic,
            format: { Format.significant($0 / unit.seconds) },
            series: series { Interval(value: $0.stepSeconds.mean, low: $0.stepSeconds.low, high: $0.stepSeconds.high) }
        )
    }

    private var utilization: Chart? {
        let shown = series { point in point.deviceUtilization.map { Interval(value: $0, low: $0, high: $0) } }
        guard shown.contains(where: { !$0.values.isEmpty }) else { return nil }
        var chart = Chart(
            title: "Utilization",
            explanation: "The share of the device that the training kept busy.",
            axisTitle: "of the device",
            format: { Format.count($0 * 100) + " %" },
            series: shown
        )
        chart.end = 1
        return chart
    }

    private var memory: Chart? {
        func peak(_ point: SweepDocument.Point) -> Int? { point.peakDeviceMemoryBytes ?? point.peakHostMemoryBytes }
        guard let most = document.contestants.flatMap({ $0.points.compactMap(peak) }).max() else { return nil }
        let unit = SweepCharts.unit(for: Double(most))
        return Chart(
            title: "Peak memory",
            explanation: "The most that the training took at once.",
            axisTitle: unit.name,
            format: { Format.significant($0) },
            series: series { point in
                peak(point).map { bytes in
                    let value = Double(bytes) / unit.bytes
                    return Interval(value: value, low: value, high: value)
                }
            }
        )
    }
}
