package import HeadroomCore
import HeadroomDisplay

/// Sweep over two axes in Markdown, for an issue or a page.
package enum PlaneMarkdownReport {
    package static func render(_ document: PlaneDocument) -> String {
        let table = PlaneTable(document: document)
        var lines: [String] = []
        if let recommendation = document.recommendation {
            lines += ["**\(recommendation.why)**", "", "    \(CommandLineText.text(recommendation.command))", ""]
        }
        if !document.points.isEmpty {
            lines += [table.legend, ""] + MarkdownTable.lines(table.content.head, table.content.body) + [""]
        }
        lines += (PlaneLaws(document: document).sentences + document.notes).map { "- \($0)" }
        lines += ["", "on \(document.machine.devices.joined(separator: ", ")), \(document.startedAt)"]
        return lines.joined(separator: "\n") + "\n"
    }
}

/// CSV (RFC 4180) with a row for each measured point, and units in the column names.
package enum PlaneCSVReport {
    package static func render(_ document: PlaneDocument) -> String {
        let header =
            document.axes.map { CSVReport.quoted($0.name) } + [
                "points", "pointsPerSecond", "pointsPerSecondLow", "pointsPerSecondHigh", "samplesPerSecond",
                "stepSeconds", "stepSecondsLow", "stepSecondsHigh", "peakHostMemoryBytes", "peakDeviceMemoryBytes",
                "trials", "precise", "recommended",
            ]
        let rows = document.points.map { point in
            [
                "\(point.batchSize)", "\(point.other)", "\(point.points)", "\(point.pointsPerSecond.value)",
                "\(point.pointsPerSecond.low)", "\(point.pointsPerSecond.high)", "\(point.samplesPerSecond.value)",
                "\(point.stepSeconds.mean)", "\(point.stepSeconds.low)", "\(point.stepSeconds.high)",
                point.peakHostMemoryBytes.map { "\($0)" } ?? "", point.peakDeviceMemoryBytes.map { "\($0)" } ?? "",
                "\(point.trials.count)", "\(point.precise)", "\(document.recommendation?.place == point.place)",
            ]
        }
        return ([header] + rows).map { $0.joined(separator: ",") + "\r\n" }.joined()
    }
}
