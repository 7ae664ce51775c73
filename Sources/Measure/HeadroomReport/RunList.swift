package import HeadroomCore
import HeadroomDisplay
import HeadroomFormat

/// Table of the stored runs.
package enum RunList {
    /// - Parameters:
    ///   - count: total number of runs.
    ///   - width: columns of the terminal.
    package static func render(_ runs: [KeptRun.Summary], of count: Int, width: Int) -> String {
        guard !runs.isEmpty else { return "No run is kept that is asked for.\n" }
        let titles = ["id", "started", "what", "user", "batch", "samples/s", "used", "held back by", "command"]
        let rows = runs.map { run in
            [
                run.id, started(run.startedAt), run.kind.rawValue + (run.isUnfinished ? " (ended early)" : ""),
                run.origin.user, run.batchSize.map { Format.count($0) } ?? "-",
                run.samplesPerSecond.map { Format.rate($0) } ?? "-", run.utilization.map { Format.percent($0) } ?? "-",
                run.boundBy.map(SurveyTable.name) ?? "-", TerminalText.printable(run.command),
            ]
        }
        let widths = titles.indices.map { column in ([titles] + rows).map { $0[column].count }.max() ?? 0 }
        let numbers: Set<Int> = [4, 5, 6]
        let lines = ([titles] + rows).map { row in
            let cells = row.indices.map {
                TerminalText.padded(row[$0], to: widths[$0], numbers.contains($0) ? .right : .left)
            }
            return String(cells.joined(separator: "  ").prefix(width)).trimmed
        }
        let more = count > runs.count ? ["and \(count - runs.count) older ones: --limit \(count)"] : []
        return (lines + more).map { $0 + "\n" }.joined()
    }

    /// Formats the start time of a document as `2026-01-31 12:00`.
    private static func started(_ time: String) -> String { String(time.prefix(16)).replacing("T", with: " ") }
}

extension String {
    fileprivate var trimmed: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
