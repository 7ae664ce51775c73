import HeadroomCore
import HeadroomDisplay
import HeadroomFormat

/// Table of batch sizes, shared by the reports: its columns and their content.
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

    /// Columns that only some documents have.
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

    /// Content of the table: a row for each batch size, or for each trial if no steps were observed.
    static func content(of document: SweepDocument) -> (titles: [String], rows: [(batchSize: Int, cells: [String])]) {
        // With fit alone, the only throughput is a by-product of the verification: a single row.
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
        // A probe may have enough steps for a utilization, but is not a measurement of it.
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
