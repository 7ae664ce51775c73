/// When a training was last active: a step or another message on its socket, a line of output, or CPU usage.
///
/// An evaluation or a long epoch says nothing for minutes, but computes; what hangs does neither. What only spins (a
/// thread that waits for another by asking again and again) cannot be told from computing by its processor time, only by
/// a silence that is out of all proportion: see ``isSpinning(now:)``.
package struct ActivityLog: Equatable, Sendable {
    /// CPUs that threads use at most that only wait, and check a condition now and then.
    private static let idleCPUs = 0.02
    /// CPU time below this may be one such check.
    private static let leastProcessorSeconds = 0.1

    /// When it was last active, in monotonic seconds.
    package private(set) var lastAt: Double
    /// When the last message arrived, in monotonic seconds: a step, an event or a line of output.
    package private(set) var lastMessageAt: Double
    private let startedAt: Double
    /// The longest time without a message that was followed by one.
    private var longestSilentSeconds = 0.0
    /// The longest time without activity that was followed by activity.
    package private(set) var longestQuietSeconds = 0.0
    private var messages = 0
    private var processorSeconds = 0.0

    package init(startedAt: Double) {
        (self.startedAt, lastMessageAt, lastAt) = (startedAt, startedAt, startedAt)
    }

    /// Records the state at `now`.
    ///
    /// - Parameters:
    ///   - messages: the number of messages of the training so far.
    ///   - processorSeconds: the CPU time of its process tree so far.
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

    /// No silence is out of proportion before this many seconds.
    private static let leastSpinningSeconds = 600.0
    /// Nor before this multiple of the longest silence that ended.
    private static let silences = 20.0

    /// Whether no message has arrived for so long that its CPU usage no longer counts: ten minutes, twenty times the
    /// longest silence so far, and longer than everything before it took.
    ///
    /// A last evaluation may be the first of its kind: long compared with the steps, but not with the whole training.
    package func isSpinning(now: Double) -> Bool {
        let silent = now - lastMessageAt
        return silent > max(Self.leastSpinningSeconds, Self.silences * longestSilentSeconds, lastMessageAt - startedAt)
    }
}
