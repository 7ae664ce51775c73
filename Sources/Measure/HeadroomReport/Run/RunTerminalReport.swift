import HeadroomCore
import HeadroomDisplay
import HeadroomFormat

/// Monitored run as text for the terminal: its bottleneck, the evidence, the figures, and time series.
enum RunTerminalReport {
    private static let nameWidth = 19

    static func render(_ document: SweepDocument, _ trial: TrialDocument, width: Int, style: TerminalStyle) -> [String]
    {
        var lines: [String] = []
        if let diagnosis = document.diagnosis {
            let color: TerminalStyle.Attribute = diagnosis.boundBy == .compute ? .green : .yellow
            lines += TerminalText.wrap(diagnosis.sentence, width: width).map {
                style.apply(color, style.apply(.bold, $0))
            }
            lines += TerminalText.wrap(diagnosis.advice, width: width)
            lines.append("")
            for evidence in diagnosis.evidence { lines += row("because", evidence, width, style) }
            if !diagnosis.evidence.isEmpty { lines.append("") }
        }
        for figure in RunFigure.all(of: document, trial) { lines += row(figure.name, figure.text, width, style) }
        if let timeline = trial.timeline, timeline.samplesPerSecond.count > 1 {
            lines.append("")
            lines += curves(document, timeline, width: width, style: style)
        }
        return lines
    }

    private static func row(_ name: String, _ text: String, _ width: Int, _ style: TerminalStyle) -> [String] {
        TerminalText.wrap(text, width: width - nameWidth).enumerated().map { index, line in
            style.apply(.dim, TerminalText.padded(index == 0 ? name : "", to: nameWidth, .left)) + line
        }
    }

    private static func curves(_ document: SweepDocument, _ timeline: Timeline, width: Int, style: TerminalStyle)
        -> [String]
    {
        let room = max(10, min(60, width - nameWidth - 22))
        let curves = RunCurve.all(of: document, timeline)
        var lines = curves.map { curve in
            let most = curve.values.compactMap(\.self).max() ?? 0
            let line = Sparkline.render(
                curve.values,
                width: room,
                end: curve.end ?? most,
                usesUnicode: style.usesUnicode
            )
            return style.apply(.dim, TerminalText.padded(curve.title, to: nameWidth, .left))
                + style.apply(.cyan, TerminalText.padded(line, to: min(room, curve.values.count), .left))
                + "  up to \(curve.format(most))"
        }
        let length = Format.seconds(timeline.intervalSeconds * Double(timeline.samplesPerSecond.count))
        let columns = min(room, timeline.samplesPerSecond.count)
        let scale = "0 s" + TerminalText.padded(length, to: max(length.count + 1, columns - 3), .right)
        lines.append(style.apply(.dim, TerminalText.padded("", to: nameWidth, .left) + scale))
        return lines
    }
}
