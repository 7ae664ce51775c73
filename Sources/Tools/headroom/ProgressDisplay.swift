import HeadroomCommandLine
import HeadroomCore
import HeadroomDisplay
import HeadroomFormat
import HeadroomSweep
import Synchronization

/// Progress on standard error: a line redrawn in place on a terminal, occasional lines otherwise.
final class ProgressDisplay: Sendable {
    private enum Mode {
        case redrawn, plain, none
    }

    private struct State {
        var lastShown = ContinuousClock.now - .seconds(3600)
        var lastTrial = -1
        var lastWait = ""
        var isDrawn = false
        var hasShownOutput = false
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
            if let notice = progress.notice { say(notice, &state) }
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

    /// Shows a line about a wait: redrawn in place on a terminal, else printed where its subject is new.
    func show(waiting subject: String, seconds: Double) {
        state.withLock { state in
            switch mode {
            case .none: return
            case .redrawn:
                let width = (StandardStream.columns(2) ?? 80) - 1
                StandardStream.message("\r\u{1B}[2K" + String("\(subject) · \(Int(seconds)) s".prefix(width)))
                state.isDrawn = true
            case .plain:
                guard subject != state.lastWait else { return }
                StandardStream.message(subject + "\n")
            }
            state.lastWait = subject
        }
    }

    /// Prints a message above the progress line.
    func say(_ message: String) {
        state.withLock { say(message, &$0) }
    }

    private func say(_ message: String, _ state: inout State) {
        guard !isSilent else { return }
        if state.isDrawn { StandardStream.message("\r\u{1B}[2K") }
        StandardStream.note(message)
        state.isDrawn = false
    }

    /// Prints output of a training above the progress line.
    func showOutput(_ bytes: [UInt8]) {
        state.withLock { state in
            StandardStream.message((state.isDrawn ? "\r\u{1B}[2K" : "") + String(decoding: bytes, as: UTF8.self))
            state.isDrawn = false
            state.hasShownOutput = true
        }
    }

    private var isSilent: Bool { if case .none = mode { true } else { false } }

    /// Clears the progress line for the output that follows.
    func finish() {
        state.withLock { state in
            if state.isDrawn { StandardStream.message("\r\u{1B}[2K") }
            state.isDrawn = false
            // Restores the colors and cursor of the terminal after output of a training.
            if state.hasShownOutput, StandardStream.isTerminal(2) { StandardStream.message("\u{1B}[0m\u{1B}[?25h") }
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
            case .watching: "watching"
            case .learning: "training once, for the noise of the gradients"
            case .training: "training at batch size \(progress.batchSize)"
            case .sharpness: "how sharp are the solutions?"
            }
        if progress.phase == .watching {
            let rate = progress.samplesPerSecond.map { ["\(Format.rate($0)) samples/s"] } ?? []
            return (["watching"] + rate + ["\(Int(progress.elapsedSeconds)) s"]).joined(separator: " · ")
        }
        let subject = progress.subject.map { "\($0): " } ?? ""
        var parts = [
            "\(progress.phase == .training ? "training" : "trial") \(progress.trialsDone + 1)"
                + (progress.trialsExpected.map { " of about \($0)" } ?? ""),
            subject + what,
        ]
        if let throughput = progress.samplesPerSecond { parts.append("\(Format.rate(throughput)) samples/s") }
        parts.append("\(Int(progress.elapsedSeconds)) s")
        if let remaining = progress.remainingSeconds { parts.append("about \(Int(remaining.rounded(.up))) s to go") }
        return parts.joined(separator: " · ")
    }
}
