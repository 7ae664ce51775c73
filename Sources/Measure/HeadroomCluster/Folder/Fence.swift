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
    }

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
        Thread.start { [self] in
            while !state.withLock(\.isDone) {
                if let reason = check() {
                    let isFirst = state.withLock { state in
                        guard state.reason == nil, !state.isDone else { return false }
                        state.reason = reason
                        return true
                    }
                    if isFirst { end(reason) }
                    return
                }
                Thread.sleep(seconds: seconds)
            }
        }
    }

    /// Ends the checks; the work is done.
    package func stop() { state.withLock { $0.isDone = true } }

    /// Why the work was ended; nil if it was not.
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
