package import HeadroomCore
package import HeadroomDisplay
import HeadroomFormat

/// Survey as text for the terminal: the answer, the distribution of the utilization, and its users and causes.
package enum SurveyTerminalReport {
    private static let mostRows = 10

    package static func render(_ document: SurveyDocument, width: Int, style: TerminalStyle) -> String {
        var lines = TerminalText.wrap(SurveyTable.answer(document), width: width).map { style.apply(.bold, $0) }
        lines += TerminalText.wrap(SurveyTable.basis(document), width: width).map { style.apply(.dim, $0) } + [""]
        lines += histogram(document, width: width, style: style)
        lines += table("user", document.users, width: width, style: style)
        lines += table("job", document.jobs, width: width, style: style)
        if document.devices.count > 1 { lines += table("device", document.devices, width: width, style: style) }
        lines += causes(document, style: style)
        return lines.map { style.plain($0) + "\n" }.joined()
    }

    package static func brief(_ document: SurveyDocument) -> String { SurveyTable.answer(document) + "\n" }

    private static func histogram(_ document: SurveyDocument, width: Int, style: TerminalStyle) -> [String] {
        let most = document.histogram.max() ?? 1
        let room = max(10, min(40, width - 24))
        let rows = SurveyTable.tenths(document).map { label, runs in
            let bar = TerminalText.bar(Double(runs) / Double(max(1, most)), width: room, style: style)
            return TerminalText.padded(label.replacing("–", with: "-"), to: 11, .right) + "  "
                + style.apply(.cyan, bar) + (runs > 0 ? " \(Format.count(runs))" : "")
        }
        return [style.apply(.dim, "used         runs")] + rows
    }

    private static func table(_ name: String, _ groups: [SurveyDocument.Group], width: Int, style: TerminalStyle)
        -> [String]
    {
        let shown = groups.prefix(mostRows)
        let nameWidth = max(8, min(shown.map(\.name.count).max() ?? 8, max(8, width - 62)))
        let rows = shown.map { ([String($0.name.prefix(nameWidth))], SurveyTable.cells($0)) }
        let widths = [6, 10, 10, 9, 22]
        func line(_ name: String, _ cells: [String]) -> String {
            TerminalText.padded(TerminalText.printable(name), to: nameWidth, .left)
                + zip(cells, widths).map { TerminalText.padded($0, to: $1, .right) }.joined()
        }
        var lines = ["", style.apply(.dim, line(name, SurveyTable.groupTitles))]
        lines += rows.map { line($0.0[0], $0.1) }
        if groups.count > mostRows { lines.append(style.apply(.dim, "and \(groups.count - mostRows) more")) }
        return lines
    }

    private static func causes(_ document: SurveyDocument, style: TerminalStyle) -> [String] {
        func line(_ name: String, _ cells: [String]) -> String {
            TerminalText.padded(name, to: 21, .left)
                + zip(cells, [6, 10, 10]).map { TerminalText.padded($0, to: $1, .right) }.joined()
        }
        return ["", style.apply(.dim, line("held back by", ["runs", "time", "unused"]))]
            + document.causes.map { line(SurveyTable.name($0.boundBy), SurveyTable.cells($0)) }
    }
}
