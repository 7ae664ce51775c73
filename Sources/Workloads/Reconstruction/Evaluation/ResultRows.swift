/// Rows of a table for a terminal: a name and its figures.
struct ResultRows {
    /// An empty name leaves a line between two groups.
    var rows: [(name: String, figures: String)]

    /// The rows as lines, with the figures in one column.
    var text: String {
        let width = rows.map(\.name.count).max() ?? 0
        return rows.map { row in
            row.name.isEmpty
                ? "" : "  \(row.name)\(String(repeating: " ", count: width - row.name.count))  \(row.figures)"
        }.joined(separator: "\n")
    }
}
