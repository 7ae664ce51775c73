package import HeadroomCore
import HeadroomDisplay

/// CSV (RFC 4180) with a row for each user, job, device and cause; of imported runs with what they are, and by which
/// utilization.
package enum SurveyCSVReport {
    package static func render(_ document: SurveyDocument) -> String {
        let header = ["by", "name", "runs", "hours", "unusedHours", "utilization", "boundBy"]
        func groups(_ by: String, _ groups: [SurveyDocument.Group]) -> [[String]] {
            groups.map {
                [
                    by, CSVReport.quoted($0.name), "\($0.runs)", "\($0.hours)", "\($0.unusedHours)",
                    "\($0.utilization)",
                    $0.boundBy?.rawValue ?? "",
                ]
            }
        }
        let causes = document.causes.map {
            ["cause", $0.boundBy.rawValue, "\($0.runs)", "\($0.hours)", "\($0.unusedHours)", "", $0.boundBy.rawValue]
        }
        let all =
            [header] + groups("user", document.users) + groups("job", document.jobs)
            + groups("device", document.devices)
        let rows = (all + causes).enumerated().map { index, row in
            guard let source = document.source else { return row }
            return row + (index == 0 ? ["unit", "kind"] : [source.unit.rawValue, source.kind.rawValue])
        }
        return rows.map { $0.joined(separator: ",") + "\r\n" }.joined()
    }
}

/// Answer and tables of a survey in Markdown, for an issue or a page.
package enum SurveyMarkdownReport {
    package static func render(_ document: SurveyDocument) -> String {
        var lines = ["**\(SurveyTable.answer(document))**", "", SurveyTable.basis(document), ""]
        let titles = SurveyTable.groupTitles(document)
        let tables = [("user", document.users), (SurveyTable.job(document), document.jobs)]
        for (name, groups) in tables where !groups.isEmpty {
            lines.append("| \(name) | " + titles.joined(separator: " | ") + " |")
            lines.append("|" + String(repeating: " ---: |", count: titles.count + 1))
            for group in groups {
                let name = group.name.replacing("|", with: "\\|")
                lines.append("| \(name) | " + SurveyTable.cells(group, of: document).joined(separator: " | ") + " |")
            }
            lines.append("")
        }
        if document.source != nil {
            let rows = FleetTable.rows(document).map { [$0.name, $0.low, $0.unit, $0.median, $0.kind, $0.source] }
            lines += MarkdownTable.lines(FleetTable.titles, rows) + ["", PublishedFleet.users, ""]
        }
        return lines.joined(separator: "\n")
    }
}
