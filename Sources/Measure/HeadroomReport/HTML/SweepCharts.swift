import HeadroomCore
import HeadroomDisplay
import HeadroomFormat

/// Charts of a sweep.
struct SweepCharts {
    let document: SweepDocument

    var all: [Chart] {
        guard !document.points.isEmpty else { return [] }
        let charts = document.learning == nil ? [throughput, timeToTarget] : []
        let drawn = (charts + [utilization]).compactMap(\.self) + memories + [stepTime, energy].compactMap(\.self)
        return drawn.map(marked)
    }

    /// Summary chart of a study: throughput, the test measure, and the time to the target, over one axis.
    var summary: ChartStack? {
        guard let learning = document.learning, !document.points.isEmpty else { return nil }
        let charts = LearningCharts(document: document, learning: learning)
        return ChartStack(
            title: "What fits, what pays, what learns",
            explanation:
                "Throughput, the test \(learning.measure.name) by arm, and the time to the target, over the batch size.",
            charts: [throughput, charts.accuracy, charts.time ?? timeToTarget].compactMap(\.self).map(marked)
        )
    }

    /// Adds the common marks and axis, so that the charts can be compared.
    private func marked(_ chart: Chart) -> Chart {
        var chart = chart
        chart.marks = ceilings
        chart.failures = failures
        chart.extraBatchSizes = document.fits.map { [Double($0.batchSize)] } ?? []
        return chart
    }

    private var points: [SweepDocument.Point] { document.points }

    /// The ceilings and the recommendation; those at one batch size share a mark.
    private var ceilings: [Chart.Mark] {
        let named = [
            (document.recommendation?.batchSize, "recommended"), (document.pays?.batchSize, "pays"),
            (document.fits?.batchSize, "fits"), (document.learns?.batchSize, "learns"),
        ]
        var labels: [Int: [String]] = [:]
        for (size, label) in named { if let size { labels[size, default: []].append(label) } }
        return labels.sorted { $0.key < $1.key }.map { size, labels in
            let isChosen = size == document.recommendation?.batchSize
            return Chart.Mark(
                label: labels.joined(separator: ", "),
                batchSize: Double(size),
                color: isChosen ? "var(--green)" : "var(--soft)"
            )
        }
    }

    private var failures: [Double] {
        document.trials.filter { $0.outcome == .outOfMemory }.compactMap { $0.batchSize.map { Double($0) } }
    }

    private func values(
        _ value: (SweepDocument.Point) -> Interval?
    ) -> [Chart.Value] {
        points.compactMap { point in
            value(point).map {
                Chart.Value(
                    batchSize: Double(point.batchSize),
                    value: $0.value,
                    low: $0.low,
                    high: $0.high,
                    isDoubtful: !point.precise
                )
            }
        }
    }

    private var throughput: Chart {
        let peak = points.map(\.samplesPerSecond.value).max() ?? 0
        var chart = Chart(
            title: "Throughput",
            explanation: "How many samples are trained a second, with 95 % intervals.",
            axisTitle: "samples/s",
            format: { Format.rate($0) },
            series: [Chart.Series(values: values(\.samplesPerSecond))]
        )
        if let law = document.laws.time, law.secondsPerSample > 0 || law.fixedSeconds > 0 {
            chart.law = Chart.Law(label: "b / (a + c b)") { $0 / (law.fixedSeconds + law.secondsPerSample * $0) }
        }
        if let pays = document.pays {
            let label = "\(Format.percent(pays.threshold)) of the greatest"
            chart.levels = [Chart.Level(label: label, value: pays.threshold * peak, color: "var(--soft)")]
        }
        return chart
    }

    private var utilization: Chart? {
        let shown = values { point in point.deviceUtilization.map { Interval(value: $0, low: $0, high: $0) } }
        guard !shown.isEmpty else { return nil }
        var chart = Chart(
            title: "Utilization",
            explanation: "The share of the device that the training kept busy.",
            axisTitle: "of the device",
            format: { Format.count($0 * 100) + " %" },
            series: [Chart.Series(values: shown)]
        )
        chart.end = 1
        return chart
    }

    /// Charts of device memory, if measured, and of host memory.
    private var memories: [Chart] {
        ((hasDeviceMemory ? [true] : []) + [false]).compactMap(memory(ofDevice:))
    }

    private var hasDeviceMemory: Bool { document.trials.contains { $0.peakDeviceMemoryBytes != nil } }

    private func memory(ofDevice: Bool) -> Chart? {
        // Probes measure memory as well, and closer to the limit.
        var peaks: [Int: Int] = [:]
        for trial in document.trials where trial.outcome == .completed {
            guard let peak = ofDevice ? trial.peakDeviceMemoryBytes : trial.peakHostMemoryBytes else { continue }
            if let size = trial.batchSize { peaks[size] = max(peaks[size] ?? 0, peak) }
        }
        let shown = peaks.sorted { $0.key < $1.key }.map { size, peak in
            Chart.Value(batchSize: Double(size), value: Double(peak), low: Double(peak), high: Double(peak))
        }
        guard let most = shown.map(\.value).max() else { return nil }
        let titles: (title: String, explanation: String) =
            ofDevice
            ? ("Peak memory of the device", "The most that the training took of it at once\(source).")
            : hasDeviceMemory
                ? ("Peak memory of the host", "The most that the processes of the training took at once beside it.")
                : ("Peak memory", "The most that the training took at once.")
        // The ticks are round in the displayed unit.
        let unit = Self.unit(for: most)
        let scaled = shown.map { shown in
            var scaled = shown
            scaled.value /= unit.bytes
            scaled.low /= unit.bytes
            scaled.high /= unit.bytes
            return scaled
        }
        var chart = Chart(
            title: titles.title,
            explanation: titles.explanation,
            axisTitle: unit.name,
            format: { Format.significant($0) },
            series: [Chart.Series(values: scaled)]
        )
        if let law = ofDevice ? document.laws.deviceMemory : document.laws.memory {
            chart.law = Chart.Law(label: "F + s b") { (law.fixedBytes + law.bytesPerSample * $0) / unit.bytes }
            let capacity = Double(law.capacityBytes)
            // A limit far above all measured values would flatten the curve, so it is described instead.
            if capacity < 4 * most {
                chart.levels = [Chart.Level(label: "limit", value: capacity / unit.bytes, color: "var(--red)")]
                chart.include = [capacity / unit.bytes]
            } else {
                chart.explanation += " The limit of \(Format.bytes(capacity)) is far above."
            }
        }
        return chart
    }

    /// Source of the device memory measurement, in words.
    private var source: String {
        document.trials.compactMap(\.deviceMemory).last.map { ", \($0.source.phrase)" } ?? ""
    }

    private var stepTime: Chart {
        let unit = Self.timeUnit(for: points.map(\.stepSeconds.mean).min() ?? 1)
        var chart = Chart(
            title: "Step time",
            explanation: "The mean time of one step, with 95 % intervals; the short lines are the 95th percentile.",
            axisTitle: unit.name,
            kind: .logarithmic,
            format: { Format.significant($0 / unit.seconds) },
            series: [
                Chart.Series(
                    values: values {
                        Interval(value: $0.stepSeconds.mean, low: $0.stepSeconds.low, high: $0.stepSeconds.high)
                    }
                )
            ]
        )
        chart.companion = ("95th percentile", values { Interval(value: $0.stepSeconds.p95, low: 0, high: 0) })
        if let law = document.laws.time {
            chart.law = Chart.Law(label: "a + c b") { law.fixedSeconds + law.secondsPerSample * $0 }
        }
        return chart
    }

    /// Time to a target over the batch size, with its minimum.
    private var timeToTarget: Chart? {
        func seconds(_ cost: TargetCost, _ point: SweepDocument.Point) -> Double {
            cost.seconds(point.batchSize, samplesPerSecond: point.samplesPerSecond.value)
        }
        guard let cost = document.targetCost, let least = points.map({ seconds(cost, $0) }).min(), least > 0 else {
            return nil
        }
        var chart = Chart(
            title: "Time to a target",
            explanation: "Relative to the least, by the noise of the gradients and the measured throughput.",
            axisTitle: "of the least time",
            kind: .logarithmic,
            format: { Format.significant($0, digits: 2) },
            series: [
                Chart.Series(
                    values: values { point in
                        let value = seconds(cost, point) / least
                        let rate = point.samplesPerSecond
                        return Interval(
                            value: value,
                            low: value * rate.value / rate.high,
                            high: value * rate.value / rate.low
                        )
                    }
                )
            ]
        )
        if let law = document.laws.time {
            chart.law = Chart.Law(label: "(1 + Bc / b)(a + c b)") { size in
                cost.steps(size) * (law.fixedSeconds + law.secondsPerSample * size) / least
            }
        }
        return chart
    }

    private var energy: Chart? {
        let shown = values { point in point.joulesPerSample.map { Interval(value: $0, low: $0, high: $0) } }
        guard shown.count > 1 else { return nil }
        var chart = Chart(
            title: "Energy",
            explanation: "What a sample takes: the mean power of the devices over the throughput.",
            axisTitle: "a sample",
            format: { Format.joules($0) },
            series: [Chart.Series(values: shown)]
        )
        if let law = document.laws.energy {
            chart.law = Chart.Law(label: "e0 / b + e1") { law.fixedJoules / $0 + law.joulesPerSample }
        }
        return chart
    }

    static func unit(for bytes: Double) -> (name: String, bytes: Double) {
        bytes >= 2 * 1_073_741_824
            ? ("GiB", 1_073_741_824) : bytes >= 2 * 1_048_576 ? ("MiB", 1_048_576) : ("KiB", 1024)
    }

    static func timeUnit(for seconds: Double) -> (name: String, seconds: Double) {
        seconds >= 1 ? ("seconds", 1) : seconds >= 1e-3 ? ("milliseconds", 1e-3) : ("microseconds", 1e-6)
    }
}
