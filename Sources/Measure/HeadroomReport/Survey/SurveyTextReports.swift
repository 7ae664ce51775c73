package import HeadroomCore

/// CSV (RFC 4180) with a row for each user, job, device and cause.
package enum SurveyCSVReport {
    package static func render(_ document: SurveyDocument) -> String {
        let header = ["by", "name", "runs", "hours", "unusedHours", "utilization", "boundBy"]
        func rows(_ by: String, _ groups: [SurveyDocument.Group]) -> [[String]] {
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
            [header] + rows("user", document.users) + rows("job", document.jobs) + rows("device", document.devices)
        return (all + causes).map { $0.joined(separator: ",") + "\r\n" }.joined()
    }
}

/// Answer and tables of a survey in Markdown, for an issue or a page.
package enum SurveyMarkdownReport {
    package static func render(_ document: SurveyDocument) -> String {
        var lines = ["**\(SurveyTable.answer(document))**", "", SurveyTable.basis(document), ""]
        for (name, groups) in [("user", document.users), ("job", document.jobs)] {
            lines.append("| \(name) | " + SurveyTable.groupTitles.joined(separator: " | ") + " |")
            lines.append("|" + String(repeating: " ---: |", count: SurveyTable.groupTitles.count + 1))
            for group in groups {
                let name = group.name.replacing("|", with: "\\|")
                lines.append("| \(name) | " + SurveyTable.cells(group).joined(separator: " | ") + " |")
            }
            lines.append("")
        }
        return lines.joined(separator: "\n")
    }
}
