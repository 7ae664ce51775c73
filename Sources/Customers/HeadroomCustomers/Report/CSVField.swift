/// A field of a CSV file that is written (RFC 4180).
package enum CSVField {
    /// In quotes where it has a delimiter of CSV files, a quote or a line end.
    package static func text(_ value: String) -> String {
        value.contains { ",;\"\n\r\t".contains($0) } ? "\"" + value.replacing("\"", with: "\"\"") + "\"" : value
    }

    /// A name that people chose, which a spreadsheet must not compute as a formula.
    static func label(_ value: String) -> String {
        text(value.first.map { "=+-@\t".contains($0) } == true ? "'" + value : value)
    }
}
