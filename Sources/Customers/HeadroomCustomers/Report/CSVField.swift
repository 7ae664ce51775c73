/// Writes fields of CSV files (RFC 4180).
package enum CSVField {
    /// A field, in quotes where it has a delimiter of CSV files, a quote or a line end.
    package static func text(_ value: String) -> String {
        value.contains { ",;\"\n\r\t".contains($0) } ? "\"" + value.replacing("\"", with: "\"\"") + "\"" : value
    }

    /// A field with free text; a text like a formula gets an apostrophe, so that spreadsheets do not compute it.
    static func label(_ value: String) -> String {
        text(value.first.map { "=+-@\t".contains($0) } == true ? "'" + value : value)
    }
}
