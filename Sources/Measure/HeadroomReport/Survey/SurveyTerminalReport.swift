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
        lines += table("user", document.users, of: document, width: width, style: style)
        lines += table(
            SurveyTable.job(document),
            document.jobs,
            more: SurveyTable.moreJobs(document),
            of: document,
            width: width,
            style: style
        )
        if document.devices.count > 1 {
            lines += table("device", document.devices, of: document, width: width, style: style)
        }
        if !document.causes.isEmpty { lines += causes(document, style: style) }
        if document.source != nil { lines += published(document, width: width, style: style) }
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
        return [style.apply(.dim, "used         " + SurveyTable.runs(document))] + rows
    }

    private static func table(
        _ name: String,
        _ groups: [SurveyDocument.Group],
        more: Int = 0,
        of document: SurveyDocument,
        width: Int,
        style: TerminalStyle
    ) -> [String] {
        guard !groups.isEmpty else { return [] }
        let shown = groups.prefix(mostRows)
        let nameWidth = max(8, min(shown.map(\.name.count).max() ?? 8, max(8, width - 62)))
        let rows = shown.map { ([String($0.name.prefix(nameWidth))], SurveyTable.cells($0, of: document)) }
        let titles = SurveyTable.groupTitles(document)
        let widths = [document.source == nil ? 6 : 11, 10, 10, 9, 22]
        func line(_ name: String, _ cells: [String]) -> String {
            TerminalText.padded(TerminalText.printable(name), to: nameWidth, .left)
                + zip(cells, widths).map { TerminalText.padded($0, to: $1, .right) }.joined()
        }
        var lines = ["", style.apply(.dim, line(name, titles))]
        lines += rows.map { line($0.0[0], $0.1) }
        let hidden = groups.count + more - shown.count
        if hidden > 0 { lines.append(style.apply(.dim, "and \(hidden) more")) }
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

    private static func published(_ document: SurveyDocument, width: Int, style: TerminalStyle) -> [String] {
        let rows = FleetTable.rows(document).map { [$0.name, $0.low, $0.unit, $0.median, $0.kind] }
        let widths = rows.reduce(FleetTable.titles.prefix(5).map(\.count)) { zip($0, $1).map { max($0, $1.count) } }
        func line(_ cells: some Sequence<String>) -> String {
            zip(cells, widths).map { TerminalText.padded($0, to: $1 + 2, .left) }.joined().trimmed
        }
        let table = [style.apply(.dim, line(FleetTable.titles.prefix(5)))] + rows.map(line)
        let texts = [FleetTable.sources, PublishedFleet.users]
        let isWide = widths.reduce(0) { $0 + $1 + 2 } > width
        // Where the terminal is too narrow for the table, each row is a sentence.
        let sentences = FleetTable.rows(document).map(\.sentence).flatMap { TerminalText.wrap($0, width: width) }
        return ["", style.apply(.dim, "beside published fleets")] + (isWide ? sentences : table)
            + texts.flatMap { TerminalText.wrap($0, width: width) }.map { style.apply(.dim, $0) }
    }
}

extension String {
    /// Without spaces at its end.
    fileprivate var trimmed: String { String(reversed().drop { $0 == " " }.reversed()) }
}
