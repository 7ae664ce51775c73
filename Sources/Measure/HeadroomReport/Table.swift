import HeadroomCore
import HeadroomDisplay
import HeadroomFormat

/// The table of batch sizes that the reports share: what the columns are called and what stands in them.
enum Table {
    struct Column: Sendable {
        var title: String
        var value: @Sendable (SweepDocument.Point) -> String
    }

    static let columns = [
        Column(title: "batch size") { Format.count($0.batchSize) },
        Column(title: "samples/s") { Format.rate($0.samplesPerSecond.value) },
        Column(title: "±") { Format.percent($0.samplesPerSecond.halfWidthRatio) + ($0.precise ? "" : " !") },
        Column(title: "step") { Format.seconds($0.stepSeconds.mean) },
        Column(title: "p95") { Format.seconds($0.stepSeconds.p95) },
        Column(title: "used") { $0.deviceUtilization.map(Format.percent) ?? "-" },
        Column(title: "peak memory") { ($0.peakDeviceMemoryBytes ?? $0.peakHostMemoryBytes).map(Format.bytes) ?? "-" },
    ]

    /// What is known in some documents only.
    private static let optional: [(column: Column, isKnown: @Sendable (SweepDocument.Point) -> Bool)] = [
        (
            Column(title: "per sample") { $0.joulesPerSample.map(Format.joules) ?? "-" },
            { $0.joulesPerSample != nil }
        ),
        (
            Column(title: "per million") { $0.pricePerMillionSamples.map { Format.money($0) } ?? "-" },
            { $0.pricePerMillionSamples != nil }
        ),
    ]

    private static func columns(of document: SweepDocument) -> [Column] {
        columns + optional.filter { document.points.contains(where: $0.isKnown) }.map(\.column)
    }

    /// What a table shows: a row for each batch size, or, where no steps were seen, for each trial.
    static func content(of document: SweepDocument) -> (titles: [String], rows: [(batchSize: Int, cells: [String])]) {
        // Where only the fit was asked for, a speed is what its verification happened to give: one row out of many.
        if document.points.count == 1, document.kind == .fit { return ([], []) }
        guard document.points.isEmpty else {
            let columns = columns(of: document)
            return (
                columns.map(\.title),
                document.points.map { point in
                    (point.batchSize, columns.map { $0.value(point) })
                }
            )
        }
        // A probe may have steps enough for a utilization, and is no measurement of it all the same.
        let watched = document.trials.filter {
            $0.outcome == .completed && $0.steps == nil && $0.deviceUtilization != nil
        }
        let rows = watched.map { trial in
            (
                trial.batchSize ?? 0,
                [
                    trial.batchSize.map { Format.count($0) } ?? "-",
                    trial.deviceUtilization.map { Format.percent($0.mean) } ?? "-",
                    (trial.peakDeviceMemoryBytes ?? trial.peakHostMemoryBytes).map(Format.bytes) ?? "-",
                    Format.seconds(trial.wallSeconds),
                ]
            )
        }
        return rows.isEmpty ? ([], []) : (["batch size", "used", "peak memory", "watched for"], rows)
    }
}
