import HeadroomDevices
import HeadroomSystem
import Synchronization

/// Looks now and then at how much memory a training on the CPU touches within about a step.
///
/// A look costs the training some microseconds and Headroom some milliseconds, so there are few, and none in a trial
/// whose speed is measured.
final class WorkingSetProbe: Sendable {
    private struct State {
        var looks = 0
        var isLooking = false
        var latest: Finding?
    }

    /// What a look finds.
    struct Finding {
        /// Touched within about a step.
        var bytes: Int
        var seconds: Double
        /// The fastest that new pages were touched in a few short looks.
        var bytesPerSecond: Double?
    }

    /// Seconds after the first step at which there is a look.
    private static let schedule = [1.0, 30, 300]
    private static let window = 0.005...1.0

    private let state = Mutex(State())

    /// What the last look found.
    var latest: Finding? { state.withLock { $0.latest } }

    /// Starts a look where one is due.
    ///
    /// - Parameters:
    ///   - trainingSeconds: how long ago the first step was.
    ///   - stepSeconds: how long a step takes.
    func startIfDue(processId: Int, trainingSeconds: Double, stepSeconds: Double) {
        let isDue = state.withLock { state in
            guard !state.isLooking, state.looks < Self.schedule.count, trainingSeconds >= Self.schedule[state.looks]
            else {
                return false
            }
            state.isLooking = true
            state.looks += 1
            return true
        }
        guard isDue else { return }
        let seconds = min(max(stepSeconds, Self.window.lowerBound), Self.window.upperBound)
        Thread.start { [self] in
            let found = Self.look(at: processId, stepSeconds: seconds)
            state.withLock { state in
                state.isLooking = false
                state.latest = found ?? state.latest
            }
        }
    }

    private static func look(at processId: Int, stepSeconds: Double) -> Finding? {
        guard let step = ReferencedPages.touched(byTreeOf: processId, within: stepSeconds) else { return nil }
        var finding = Finding(bytes: step.bytes, seconds: step.seconds)
        guard step.bytes > Caches.lastLevelBytes() ?? .max else { return finding }
        for _ in 0..<shortLooks {
            Thread.sleep(seconds: shortSeconds * 10)
            guard let short = ReferencedPages.touched(byTreeOf: processId, within: shortSeconds) else { break }
            finding.bytesPerSecond = max(finding.bytesPerSecond ?? 0, Double(short.bytes) / short.seconds)
        }
        return finding
    }

    private static let shortLooks = 8
    private static let shortSeconds = 0.002
}
