import Synchronization

/// Request by the user to stop, set by any thread.
package final class StopRequest: Sendable {
    /// 0: continue; 1: end running trials in order; 2: end them at once.
    private let level = Atomic(0)

    package init() {}

    /// Requests an orderly end: a training may save its state.
    package func set() {
        level.max(1, ordering: .relaxed)
    }

    /// Requests an immediate end.
    package func setAtOnce() {
        level.max(2, ordering: .relaxed)
    }

    package var isSet: Bool { level.load(ordering: .relaxed) > 0 }

    /// Decision for a supervisor; nil where no stop was requested.
    var decision: SupervisorProcess.Decision? {
        switch level.load(ordering: .relaxed) {
        case 0: nil
        case 1: .stop
        default: .kill
        }
    }
}
