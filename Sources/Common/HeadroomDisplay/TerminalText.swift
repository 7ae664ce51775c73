/// Text layout for terminals: bars, padding, tables, line breaks.
package enum TerminalText {
    /// Horizontal bar in eighths of a column, or in whole columns without Unicode.
    package static func bar(_ share: Double, width: Int, style: TerminalStyle) -> String {
        guard style.usesUnicode else { return String(repeating: "#", count: Int((share * Double(width)).rounded())) }
        let eighths = Int((share * Double(width) * 8).rounded())
        let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
        return String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
    }

    package enum Side { case left, right }

    package static func padded(_ text: String, to width: Int, _ side: Side) -> String {
        let space = String(repeating: " ", count: max(0, width - text.count))
        return side == .left ? text + space : space + text
    }

    /// Table with right-aligned columns, without rules.
    ///
    /// - Parameter width: columns of the terminal; table columns are dropped from the right until it fits; nil for all.
    package static func grid(
        _ rows: (head: [String], body: [[String]]),
        width: Int? = nil,
        style: TerminalStyle
    ) -> [String] {
        let (rows, widths) = layout(rows, width: width, style: style)
        func line(_ cells: [String]) -> String {
            zip(cells, widths).map { padded($0, to: $1 + 2, .right) }.joined()
        }
        return [style.apply(.dim, line(rows.head))] + rows.body.map(line)
    }

    /// Number of columns of a table that fit into a width.
    package static func columnCount(
        _ rows: (head: [String], body: [[String]]),
        width: Int,
        style: TerminalStyle
    ) -> Int {
        layout(rows, width: width, style: style).widths.count
    }

    /// The cells as they are printed, and the widths of the columns that fit.
    private static func layout(
        _ rows: (head: [String], body: [[String]]),
        width: Int?,
        style: TerminalStyle
    ) -> (rows: (head: [String], body: [[String]]), widths: [Int]) {
        // The ASCII replacement of a character may be longer than the character.
        let rows = (
            head: rows.head.map { style.plain(printable($0)) },
            body: rows.body.map { $0.map { style.plain(printable($0)) } }
        )
        var widths = rows.head.indices.map { column in
            ([rows.head] + rows.body).map { $0[column].count }.max() ?? 0
        }
        while let width, widths.reduce(0, { $0 + $1 + 2 }) > width, widths.count > 1 { widths.removeLast() }
        return (rows, widths)
    }

    /// Wraps text to lines of at most `width` columns, between words, or inside words longer than a line.
    package static func wrap(_ text: String, width: Int) -> [String] {
        let width = max(20, width)
        var lines = [""]
        for word in printable(text).split(separator: " ") {
            var rest = word
            if !lines[lines.count - 1].isEmpty {
                if lines[lines.count - 1].count + 1 + rest.count <= width {
                    lines[lines.count - 1] += " " + rest
                    continue
                }
                lines.append("")
            }
            while rest.count > width {
                lines[lines.count - 1] = String(rest.prefix(width))
                lines.append("")
                rest = rest.dropFirst(width)
            }
            lines[lines.count - 1] = String(rest)
        }
        return lines
    }

    /// Text without control characters, through which output of a training could control the terminal.
    package static func printable(_ text: String) -> String {
        String(text.unicodeScalars.map { $0.value < 32 || (127..<160).contains($0.value) ? " " : Character($0) })
    }
}
