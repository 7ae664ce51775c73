import HeadroomCore
import HeadroomFormat

/// One's own fleet beside published ones: each row with what its share is one of, and which utilization it is.
enum FleetTable {
    struct Row {
        var name: String
        var low: String
        var unit: String
        var median: String
        var kind: String
        var source: String

        /// Without the source.
        var sentence: String {
            let share = low == "-" ? unit : "\(low) (\(unit))"
            return "\(name): \(share)\(median == "-" ? "" : ", median \(median)"), by \(kind)"
        }
    }

    static let titles = ["fleet", "nearly empty", "of its", "median", "utilization", "source"]

    /// The sources of the published figures, in one sentence.
    static let sources =
        "Published: Philly from msr-fiddle/philly-traces; Philly, PAI and Acme by the distributions in "
        + "InternLM/AcmeTrace; GenTD26 from alibaba/clusterdata."

    static func rows(_ document: SurveyDocument) -> [Row] { own(document) + PublishedFleet.all.map(row) }

    private static func own(_ document: SurveyDocument) -> [Row] {
        guard let source = document.source else { return [] }
        let threshold = Format.percent(document.threshold)
        func row(_ share: Double, _ words: String, _ unit: String, median: Double? = nil) -> Row {
            Row(
                name: "this one",
                low: "\(Format.accuracy(share)) \(words) \(threshold)",
                unit: unit,
                median: median.map { Format.accuracy($0) } ?? "-",
                kind: name(source.kind),
                source: source.format
            )
        }
        var rows: [Row] = []
        if let share = document.under.users { rows.append(row(share, "under", "users")) }
        rows.append(row(document.under.runs, "under", source.unit.rawValue))
        if let samples = source.samples {
            rows.append(row(samples.atOrUnder, "at or under", "GPU time", median: samples.median))
        } else if document.hours > 0 {
            rows.append(row(document.under.hours, "under", "GPU hours, by \(source.unit.rawValue)"))
        }
        return rows
    }

    private static func row(_ fleet: PublishedFleet) -> Row {
        let words = "\(fleet.isUnder ? "under" : "at or under") \(Format.percent(PublishedFleet.threshold))"
        return Row(
            name: fleet.name,
            low: fleet.share.map { "\(Format.accuracy($0)) \(words)" } ?? "-",
            unit: fleet.unit,
            median: fleet.median.map { Format.accuracy($0) } ?? "-",
            kind: name(fleet.kind),
            source: fleet.source
        )
    }

    /// Name of a kind of utilization, in a table.
    private static func name(_ kind: UtilizationKind) -> String {
        switch kind {
        case .gpuUtilization: "GPU utilization"
        case .smActivity: "SM activity"
        case .dutyCycle: "duty cycle"
        }
    }
}
