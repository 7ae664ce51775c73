/// Last activity of a training: a step or another event on its socket, a line of output, or CPU time.
///
/// An evaluation or a long epoch reports nothing for minutes, but uses CPU time; a hung process does neither. Busy
/// waiting (a thread that polls for another) cannot be distinguished from computation by its CPU time, only by a
/// disproportionately long silence: see ``isSpinning(now:)``.
package struct ActivityLog: Equatable, Sendable {
    /// Threads that only wait and poll occasionally use fewer CPUs than this.
    private static let idleCPUs = 0.02
    /// A single poll of such a thread may use up to this CPU time.
    private static let leastProcessorSeconds = 0.1

    /// Time of the last activity, in monotonic seconds.
    package private(set) var lastAt: Double
    /// Time of the last step, event or line of output, in monotonic seconds.
    package private(set) var lastMessageAt: Double
    private let startedAt: Double
    /// Longest silence that ended with a step, event or line of output, in seconds.
    private var longestSilentSeconds = 0.0
    /// Longest inactivity that ended, in seconds.
    package private(set) var longestQuietSeconds = 0.0
    private var messages = 0
    private var processorSeconds = 0.0

    package init(startedAt: Double) {
        (self.startedAt, lastMessageAt, lastAt) = (startedAt, startedAt, startedAt)
    }

    /// Records the state at `now`.
    ///
    /// - Parameters:
    ///   - heard: number of steps, events and lines of output so far.
    ///   - processorSeconds: CPU time of the process tree so far.
    package mutating func record(messages: Int, processorSeconds: Double, now: Double) {
        if messages > self.messages {
            longestSilentSeconds = max(longestSilentSeconds, now - lastMessageAt)
            lastMessageAt = now
        }
        let computed = processorSeconds - self.processorSeconds
        let isComputing = computed > max(Self.leastProcessorSeconds, Self.idleCPUs * (now - lastAt))
        guard messages > self.messages || isComputing else { return }
        longestQuietSeconds = max(longestQuietSeconds, now - lastAt)
        (self.messages, self.processorSeconds, lastAt) = (messages, processorSeconds, now)
    }

    /// Shorter silences are never disproportionate.
    private static let leastSpinningSeconds = 600.0
    /// Minimum ratio of a disproportionate silence to the longest silence that ended.
    private static let silences = 20.0

    /// Whether the training has been silent for so long that its CPU time no longer counts as activity: ten minutes,
    /// twenty times the longest silence so far, and longer than all time before it.
    ///
    /// A last evaluation may be the first of its kind, and long compared with the steps, but not with the whole
    /// training.
    package func isSpinning(now: Double) -> Bool {
        let silent = now - lastMessageAt
        return silent > max(Self.leastSpinningSeconds, Self.silences * longestSilentSeconds, lastMessageAt - startedAt)
    }
}
