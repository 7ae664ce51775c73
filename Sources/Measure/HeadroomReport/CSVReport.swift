package import HeadroomCore

/// CSV (RFC 4180) with a row for each batch size, and units in the column names.
package enum CSVReport {
    package static func render(_ document: SweepDocument) -> String {
        ([header] + rows(document.points)).map { $0.joined(separator: ",") + "\r\n" }.joined()
    }

    static let header = [
        "batchSize", "samplesPerSecond", "samplesPerSecondLow", "samplesPerSecondHigh", "stepSeconds",
        "stepSecondsLow", "stepSecondsHigh", "stepSecondsMedian", "stepSecondsP95", "deviceUtilization",
        "hostUtilization", "inputWaitRatio", "peakHostMemoryBytes", "peakDeviceMemoryBytes", "steps", "samples",
        "trials", "precise", "joulesPerSample", "pricePerMillionSamples", "boundBy",
    ]

    static func rows(_ points: [SweepDocument.Point]) -> [[String]] {
        points.map { point in
            [
                "\(point.batchSize)", "\(point.samplesPerSecond.value)", "\(point.samplesPerSecond.low)",
                "\(point.samplesPerSecond.high)", "\(point.stepSeconds.mean)", "\(point.stepSeconds.low)",
                "\(point.stepSeconds.high)", "\(point.stepSeconds.median)", "\(point.stepSeconds.p95)",
                text(point.deviceUtilization), text(point.hostUtilization), text(point.inputWaitRatio),
                text(point.peakHostMemoryBytes), text(point.peakDeviceMemoryBytes), "\(point.steps)",
                "\(point.samples)", "\(point.trials.count)", "\(point.precise)",
                text(point.joulesPerSample), text(point.pricePerMillionSamples), text(point.boundBy?.rawValue),
            ]
        }
    }

    /// Quotes text that contains commas, quotation marks or line breaks.
    static func quoted(_ text: String) -> String {
        text.contains { ",\"\n\r".contains($0) } ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }

    /// Value as text; empty if it was not measured.
    private static func text(_ value: (some CustomStringConvertible)?) -> String {
        value.map { "\($0)" } ?? ""
    }
}
