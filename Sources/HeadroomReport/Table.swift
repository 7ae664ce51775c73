import HeadroomCore

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
}
