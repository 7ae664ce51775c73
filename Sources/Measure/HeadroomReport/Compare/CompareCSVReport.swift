package import HeadroomCore

/// CSV (RFC 4180) with a row for each command and batch size, and units in the column names.
package enum CompareCSVReport {
    package static func render(_ document: CompareDocument) -> String {
        let rows = document.contestants.flatMap { contestant in
            CSVReport.rows(contestant.points).map { [CSVReport.quoted(contestant.name)] + $0 }
        }
        return ([["name"] + CSVReport.header] + rows).map { $0.joined(separator: ",") + "\r\n" }.joined()
    }
}
