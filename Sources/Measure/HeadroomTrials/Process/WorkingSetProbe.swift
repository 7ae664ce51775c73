import HeadroomDevices
import HeadroomSystem
import Synchronization

/// Measures occasionally how much memory a training on the CPU touches within about a step.
///
/// A measurement costs the training some microseconds and Headroom some milliseconds, so there are few, and none in a
/// trial that measures speed.
final class WorkingSetProbe: Sendable {
    private struct State {
        var looks = 0
        var isLooking = false
        var latest: Finding?
    }

    /// Result of a measurement.
    struct Finding {
        /// Bytes touched within about a step.
        var bytes: Int
        var seconds: Double
        /// Highest rate of touching new pages in several short measurements.
        var bytesPerSecond: Double?
    }

    /// Times of the measurements, in seconds after the first step.
    private static let schedule = [1.0, 30, 300]
    private static let window = 0.005...1.0

    private let state = Mutex(State())

    /// Last result.
    var latest: Finding? { state.withLock { $0.latest } }

    /// Starts a measurement if one is due.
    ///
    /// - Parameters:
    ///   - trainingSeconds: time since the first step.
    ///   - stepSeconds: step time.
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
