import Synchronization

/// The wish of a person to stop, set by any thread.
package final class StopRequest: Sendable {
    /// 0: go on; 1: end what runs in order; 2: end it at once.
    private let level = Atomic(0)

    package init() {}

    /// Asks for an end in order: a training may save what it has.
    package func set() {
        level.max(1, ordering: .relaxed)
    }

    /// Asks for an end without any wait.
    package func setAtOnce() {
        level.max(2, ordering: .relaxed)
    }

    package var isSet: Bool { level.load(ordering: .relaxed) > 0 }

    /// What a supervisor is told; nil where nothing was asked for.
    var decision: SupervisorProcess.Decision? {
        switch level.load(ordering: .relaxed) {
        case 0: nil
        case 1: .stop
        default: .kill
        }
    }
}
