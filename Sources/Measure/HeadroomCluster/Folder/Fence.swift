import HeadroomSystem
import Synchronization

/// Ends the work of a node that must not go on: a later attempt has its item, the run was canceled, or the folder
/// cannot be written any more, so that the result would be lost.
///
/// After the loss of a node's daemon, its processes live on while the batch system starts the job elsewhere.
package final class Fence: Sendable {
    /// Reason to end.
    package enum Reason: Equatable, Sendable, CustomStringConvertible {
        case laterAttempt(Int, Claim?)
        case canceled
        case unwritable(String)

        package var description: String {
            switch self {
            case .laterAttempt(let attempt, let claim):
                let place = claim.map { " on \($0.host)" + ($0.job.map { ", job \($0)" } ?? "") } ?? ""
                return "attempt \(attempt)\(place) has taken this measurement over"
            case .canceled: return "the run was canceled"
            case .unwritable(let reason): return "the run folder cannot be written any more: \(reason)"
            }
        }
    }

    private struct State {
        var reason: Reason?
        var isDone = false
        /// Time of the last complete check.
        var lastCheck = MonotonicClock.seconds()
    }

    /// Checks in a row that must fail before the folder counts as lost: a network file system may fail once.
    private static let failedChecks = 2
    /// Time without an answer of the file system, in units of the time between two checks.
    private static let mostSilence = 10.0

    private let folder: RunFolder
    private let key: String
    private let attempt: Int
    private let events: EventLog
    private let seconds: Double
    private let end: @Sendable (Reason) -> Void
    private let state = Mutex(State())

    /// - Parameters:
    ///   - seconds: time between two checks.
    ///   - end: called once, when the work has to end.
    package init(
        folder: RunFolder,
        key: String,
        attempt: Int,
        events: EventLog,
        seconds: Double,
        end: @escaping @Sendable (Reason) -> Void
    ) {
        self.folder = folder
        self.key = key
        self.attempt = attempt
        self.events = events
        self.seconds = seconds
        self.end = end
    }

    /// Starts to check, on a thread of its own: a network file system that hangs must not block a trial.
    package func start() {
        state.withLock { $0.lastCheck = MonotonicClock.seconds() }
        Thread.start { [self] in
            var failures = 0
            while !state.withLock(\.isDone) {
                let found = check()
                state.withLock { $0.lastCheck = MonotonicClock.seconds() }
                if case .unwritable = found { failures += 1 } else { failures = 0 }
                if let found, failures == 0 || failures >= Self.failedChecks { return trip(found) }
                Thread.sleep(seconds: seconds)
            }
        }
        // The other thread does not touch the folder.
        Thread.start { [self] in
            while !state.withLock({ $0.isDone || $0.reason != nil }) {
                Thread.sleep(seconds: min(seconds, 1))
                let silence = MonotonicClock.seconds() - state.withLock(\.lastCheck)
                if silence > Self.mostSilence * seconds {
                    return trip(.unwritable("it has not answered for \(Int(silence)) s"))
                }
            }
        }
    }

    /// Ends the work, once.
    private func trip(_ reason: Reason) {
        let isFirst = state.withLock { state in
            guard state.reason == nil, !state.isDone else { return false }
            state.reason = reason
            return true
        }
        if isFirst { end(reason) }
    }

    /// Ends the checks; the work is done.
    package func stop() { state.withLock { $0.isDone = true } }

    /// The reason for which the work was ended; nil while it goes on.
    package var reason: Reason? { state.withLock(\.reason) }

    /// Looks once.
    package func check() -> Reason? {
        do throws(ClusterError) {
            if let later = try folder.claimedAttempts(of: key).last(where: { $0 > attempt }) {
                return .laterAttempt(later, folder.claim(of: key, attempt: later))
            }
            if folder.isCanceled { return .canceled }
            try events.append(NodeEvent(.alive, at: UTC.now))
            return nil
        } catch {
            return .unwritable(error.description)
        }
    }
}
