import FoundationEssentials
package import HeadroomSweep
import HeadroomSystem
import Synchronization

/// Events of an attempt, written by its node alone.
package final class EventLog: Sendable {
    private struct Shown {
        var at = -Double.infinity
        var trial = -1
    }

    private let path: String
    private let shown = Mutex(Shown())
    private static let progressSeconds = 1.0

    package init(path: String) {
        self.path = path
    }

    /// Appends an event, and waits until the disk has it.
    package func append(_ event: NodeEvent) throws(ClusterError) {
        try DurableFile.append(line: Lines.encode(event), to: path)
    }

    /// Appends progress once a second, at the start of each trial, and for each notice.
    ///
    /// It need not survive a crash, and a failure to write is found by the fence.
    package func show(_ progress: SweepProgress) {
        let isDue = shown.withLock { shown in
            let now = MonotonicClock.seconds()
            guard
                progress.trialsDone != shown.trial || progress.notice != nil
                    || now - shown.at >= Self.progressSeconds
            else { return false }
            shown = Shown(at: now, trial: progress.trialsDone)
            return true
        }
        guard isDue, let line = try? Lines.encode(NodeEvent(.progress, at: UTC.now, progress: progress)) else { return }
        DurableFile.appendInPassing(line: line, to: path)
    }
}
