/// When a training last did anything: a step or another word on its socket, a line of output, or computing.
///
/// An evaluation or a long epoch says nothing for minutes, but computes; what hangs does neither. What only spins (a
/// thread that waits for another by asking again and again) cannot be told from computing by its processor time, only by
/// a silence that is out of all proportion: see ``isSpinning(now:)``.
package struct SignsOfLife: Equatable, Sendable {
    /// Less of a processor than this is taken by threads that only wait and look now and then.
    private static let idleCPUs = 0.02
    /// Less processor time than this may be one look of such a thread.
    private static let leastProcessorSeconds = 0.1

    /// When the last sign was seen, in monotonic seconds.
    package private(set) var lastAt: Double
    /// When something was last heard, in monotonic seconds: a step, an event or a line of output.
    package private(set) var heardAt: Double
    private let startedAt: Double
    /// The longest time in which nothing was heard, and something was after it.
    private var longestSilentSeconds = 0.0
    /// The longest time without a sign that was followed by one.
    package private(set) var longestQuietSeconds = 0.0
    private var heard = 0
    private var processorSeconds = 0.0

    package init(startedAt: Double) {
        (self.startedAt, heardAt, lastAt) = (startedAt, startedAt, startedAt)
    }

    /// Takes in how it stands at `now`.
    ///
    /// - Parameters:
    ///   - heard: how often something was heard of the training so far.
    ///   - processorSeconds: what its process tree has computed so far.
    package mutating func look(heard: Int, processorSeconds: Double, now: Double) {
        if heard > self.heard {
            longestSilentSeconds = max(longestSilentSeconds, now - heardAt)
            heardAt = now
        }
        let computed = processorSeconds - self.processorSeconds
        let isComputing = computed > max(Self.leastProcessorSeconds, Self.idleCPUs * (now - lastAt))
        guard heard > self.heard || isComputing else { return }
        longestQuietSeconds = max(longestQuietSeconds, now - lastAt)
        (self.heard, self.processorSeconds, lastAt) = (heard, processorSeconds, now)
    }

    /// No silence is out of proportion before this many seconds.
    private static let leastSpinningSeconds = 600.0
    /// Nor before this multiple of the longest silence that ended.
    private static let silences = 20.0

    /// Whether nothing has been heard for so long that it no longer matters that it computes: ten minutes, twenty times the
    /// longest silence so far, and longer than everything before it took.
    ///
    /// A last evaluation may be the first of its kind, and take long beside the steps, but not beside the whole training.
    package func isSpinning(now: Double) -> Bool {
        let silent = now - heardAt
        return silent > max(Self.leastSpinningSeconds, Self.silences * longestSilentSeconds, heardAt - startedAt)
    }
}
