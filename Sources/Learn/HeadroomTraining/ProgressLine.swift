import HeadroomCommandLine

/// A progress line that is overwritten on a terminal; prints nothing elsewhere.
package final class ProgressLine {
    private let isShown: Bool
    private var lastShown: ContinuousClock.Instant?

    /// - Parameter isShown: false while Headroom measures the training.
    package init(isShown: Bool) { self.isShown = isShown && StandardStream.isTerminal(2) }

    /// Shows a line, at most ten times per second.
    package func show(_ text: @autoclosure () -> String) {
        let now = ContinuousClock.now
        guard isShown, lastShown.map({ now - $0 >= .milliseconds(100) }) ?? true else { return }
        lastShown = now
        let line = text().prefix(max(20, (StandardStream.columns(2) ?? 100) - 1))
        StandardStream.message("\r\u{1B}[2K\(line)")
    }

    /// A progress bar of 30 characters for a share from 0 to 1.
    package static func bar(_ share: Double) -> String {
        let filled = max(0, min(30, Int(30 * share)))
        return String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
    }

    /// Removes the line.
    package func finish() {
        if isShown, lastShown != nil { StandardStream.message("\r\u{1B}[2K") }
    }
}
