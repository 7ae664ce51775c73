import HeadroomCore
import HeadroomSweep
import Synchronization

/// Progress on standard error: a line that redraws itself on a terminal, a line now and then elsewhere.
final class ProgressDisplay: Sendable {
    private enum Mode {
        case redrawn, plain, none
    }

    private struct State {
        var lastShown = ContinuousClock.now - .seconds(3600)
        var lastTrial = -1
        var isDrawn = false
    }

    private let mode: Mode
    private let state = Mutex(State())

    init(mode: ReportOptions.Progress) {
        switch mode {
        case .none: self.mode = .none
        case .plain: self.mode = .plain
        case .auto: self.mode = StandardStream.isTerminal(2) ? .redrawn : .plain
        }
    }

    func show(_ progress: SweepProgress) {
        state.withLock { state in
            let now = ContinuousClock.now
            switch mode {
            case .none: return
            case .redrawn:
                guard now - state.lastShown >= .milliseconds(100) else { return }
                let width = (StandardStream.columns(2) ?? 80) - 1
                StandardStream.message("\r\u{1B}[2K" + String(Self.line(progress).prefix(width)))
                state.isDrawn = true
            case .plain:
                guard progress.trialsDone != state.lastTrial, now - state.lastShown >= .seconds(5) else { return }
                StandardStream.message(Self.line(progress) + "\n")
            }
            state.lastShown = now
            state.lastTrial = progress.trialsDone
        }
    }

    /// Leaves a clean line for what comes next.
    func finish() {
        state.withLock { state in
            if state.isDrawn { StandardStream.message("\r\u{1B}[2K") }
            state.isDrawn = false
        }
    }

    private static func line(_ progress: SweepProgress) -> String {
        let what =
            switch progress.phase {
            case .walking: "measuring batch size \(progress.batchSize)"
            case .probing: "does batch size \(progress.batchSize) fit?"
            case .verifying: "verifying batch size \(progress.batchSize)"
            case .repeating: "measuring batch size \(progress.batchSize) again"
            case .checking: "checking that the work is the same"
            }
        let subject = progress.subject.map { "\($0): " } ?? ""
        var parts = [
            "trial \(progress.trialsDone + 1)" + (progress.trialsExpected.map { " of about \($0)" } ?? ""),
            subject + what,
        ]
        if let throughput = progress.samplesPerSecond { parts.append("\(Figure.rate(throughput)) samples/s") }
        parts.append("\(Int(progress.elapsedSeconds)) s")
        if let remaining = progress.remainingSeconds { parts.append("about \(Int(remaining.rounded(.up))) s to go") }
        return parts.joined(separator: " · ")
    }
}
