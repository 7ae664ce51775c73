package import HeadroomCore

/// Surveys a fleet from files that something else has written.
package enum FleetImport {
    /// - Parameters:
    ///   - threshold: the utilization, from 0 to 1, under which a device counts as nearly empty.
    ///   - price: that of one device's hour.
    /// - Throws: ``FleetError`` where a file cannot be read or is of another format, or no run has a utilization.
    package static func survey(
        _ paths: [String],
        format: FleetFormat,
        threshold: Double = 0.15,
        price: Price? = nil
    ) throws(FleetError) -> SurveyDocument {
        if let twice = Self.twice(paths) {
            throw FleetError("\(twice) is named twice, and its figures would count twice", hint: "name it once")
        }
        let files = paths.map { FleetFile(path: $0) }
        var reader = format.reader()
        var log = RowLog(threshold: threshold)
        for file in try reader.ordered(files) {
            log.startFile(file.path)
            try reader.read(file, into: &log)
            guard log.fileRows > 0 else {
                throw FleetError("\(file.path) is empty: it has no rows", hint: "expected is \(format.expected)")
            }
            guard log.fileBroken < log.fileRows else {
                throw FleetError(
                    "\(file.path) is not of the format \(format.rawValue): none of its rows could be read, the first in "
                        + (log.fileFirstBroken ?? file.path),
                    hint: "expected is \(format.expected)"
                )
            }
        }
        let source = SurveySource(
            format: format.rawValue,
            files: files.count,
            unit: reader.unit,
            kind: reader.kind,
            rows: log.rows,
            rowsWithout: log.without,
            brokenRows: log.broken,
            firstBrokenRow: log.firstBroken,
            samples: log.spread.samples
        )
        guard let survey = SurveyDocument(reader.runs(), source: source, threshold: threshold, price: price) else {
            throw FleetError(
                "none of the \(reader.unit.rawValue) in \(paths.joined(separator: ", ")) has a known utilization",
                hint: "expected is \(format.expected)"
            )
        }
        return survey
    }

    /// A path that is named more than once.
    private static func twice(_ paths: [String]) -> String? {
        var seen: Set<String> = []
        return paths.first { !seen.insert($0).inserted }
    }
}
