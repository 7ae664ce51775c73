import Synchronization

/// The end of something that a thread of its own does, for tasks to wait for without holding a thread of the pool.
package final class Completion: Sendable {
    private enum State {
        case open([CheckedContinuation<Void, Never>])
        case done
    }

    private let state = Mutex(State.open([]))

    package init() {}

    /// Wakes every task that waits; a second call does nothing.
    package func finish() {
        let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            guard case .open(let waiting) = state else { return [] }
            state = .done
            return waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Returns once ``finish()`` was called; at once where it was called before.
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
