import Synchronization

/// Completion of work on a dedicated thread, awaited by tasks without blocking a thread of the pool.
package final class Completion: Sendable {
    private enum State {
        case open([CheckedContinuation<Void, Never>])
        case done
    }

    private let state = Mutex(State.open([]))

    package init() {}

    /// Resumes every waiting task; a second call has no effect.
    package func finish() {
        let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            guard case .open(let waiting) = state else { return [] }
            state = .done
            return waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Waits until ``finish()`` is called; returns at once if it was called before.
    package func wait() async {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                guard case .open(let waiting) = state else { return true }
                state = .open(waiting + [continuation])
                return false
            }
            if isDone { continuation.resume() }
        }
    }
}
