import HeadroomFormat
package import HeadroomSchema

/// Sharpness of solutions as text for the terminal, and the loss along the line between them as a table and bars.
package enum SharpnessTerminalReport {
    /// - Parameters:
    ///   - width: columns of the terminal.
    ///   - style: colors and characters that the stream supports.
    package static func render(_ document: SharpnessDocument, width: Int, style: TerminalStyle) -> String {
        let table = SharpnessTable(document: document)
        var lines = TerminalText.grid((table.head, table.body), style: style)
        if let line = document.line { lines += [""] + rows(of: line, style: style) }
        lines.append("")
        for text in [table.finding, table.distance].compactMap(\.self) {
            lines += TerminalText.wrap(text, width: width).map { style.apply(.bold, $0) }
        }
        for note in table.reasons + [table.caveat].compactMap(\.self) {
            lines += TerminalText.wrap("! \(note)", width: width).map { style.apply(.yellow, $0) }
        }
        lines += TerminalText.wrap(table.method, width: width).map { style.apply(.dim, $0) }
        return lines.map { style.plain($0) + "\n" }.joined()
    }

    /// Table of every fourth point of the line, and bars.
    private static func rows(of line: [SharpnessDocument.LinePoint], style: TerminalStyle) -> [String] {
        let head = ["alpha", "training loss", "test loss", "training accuracy", "test accuracy"]
        let shown = line.enumerated().filter { $0.offset.isMultiple(of: 4) }.map(\.element)
        let body = shown.map { point in
            [
                Format.fixed(point.alpha, decimals: 2), point.trainingLoss.map { Format.significant($0) } ?? "-",
                point.testLoss.map { Format.significant($0) } ?? "-", Format.percent(point.trainingAccuracy),
                Format.percent(point.testAccuracy),
            ]
        }
        return [style.apply(.bold, "The line through both: alpha 0 is the first, 1 the second")]
            + TerminalText.grid((head, body), style: style)
    }
}
