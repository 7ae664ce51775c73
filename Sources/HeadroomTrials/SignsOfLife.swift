/// When a training last did anything: a step or another word on its socket, a line of output, or computing.
///
/// An evaluation or a long epoch says nothing for minutes, but computes; what hangs does neither. What only spins (a
/// thread that waits for another by asking again and again) cannot be told from computing.
package struct SignsOfLife: Equatable, Sendable {
    /// Less of a processor than this is taken by threads that only wait and look now and then.
    private static let idleCPUs = 0.02
    /// Less processor time than this may be one look of such a thread.
    private static let leastProcessorSeconds = 0.1

    /// When the last sign was seen, in monotonic seconds.
    package private(set) var lastAt: Double
    /// The longest time without a sign that was followed by one.
    package private(set) var longestQuietSeconds = 0.0
    private var heard = 0
    private var processorSeconds = 0.0

    package init(startedAt: Double) {
        lastAt = startedAt
    }

    /// Takes in how it stands at `now`.
    ///
    /// - Parameters:
    ///   - heard: how often something was heard of the training so far.
    ///   - processorSeconds: what its process tree has computed so far.
    package mutating func look(heard: Int, processorSeconds: Double, now: Double) {
        let computed = processorSeconds - self.processorSeconds
        let isComputing = computed > max(Self.leastProcessorSeconds, Self.idleCPUs * (now - lastAt))
        guard heard > self.heard || isComputing else { return }
        longestQuietSeconds = max(longestQuietSeconds, now - lastAt)
        (self.heard, self.processorSeconds, lastAt) = (heard, processorSeconds, now)
    }
}
