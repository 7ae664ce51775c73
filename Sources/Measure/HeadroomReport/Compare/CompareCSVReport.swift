package import HeadroomCore

/// One line for each command and batch size, with the units in the names of the columns (RFC 4180).
package enum CompareCSVReport {
    package static func render(_ document: CompareDocument) -> String {
        let rows = document.contestants.flatMap { contestant in
            CSVReport.rows(contestant.points).map { [CSVReport.quoted(contestant.name)] + $0 }
        }
        return ([["name"] + CSVReport.header] + rows).map { $0.joined(separator: ",") + "\r\n" }.joined()
    }
}
