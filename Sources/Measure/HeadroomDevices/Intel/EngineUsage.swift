/// The share of time during which a GPU computed, from what its driver says of each client's engines.
///
/// It is that of the busiest class of engines that can compute: the time that all clients together kept them busy, over
/// the time that went by and the engines of the class, and at most 1. Engines that only copy, or decode video, count for
/// nothing.
struct EngineUsage {
    /// i915's names, then xe's.
    private static let classes: Set<String> = ["render", "compute", "rcs", "ccs"]

    private var last: [String: [String: DRMRecord.Engine]] = [:]
    private var lastAt: Double?

    /// - Returns: the share since the last call, and how long ago that was; nil at the first call, and where the cycles of
    ///   the device began again at 0 in between.
    mutating func share(of clients: [DRMClients.Client], at now: Double) -> (share: Double, seconds: Double)? {
        var next: [String: [String: DRMRecord.Engine]] = [:]
        var busy: [String: Double] = [:]
        var isComplete = true
        let elapsed = lastAt.map { now - $0 } ?? 0
        for client in clients {
            for (name, engine) in client.record.engines where Self.classes.contains(name) {
                var kept = engine
                if let before = last[client.id]?[name] {
                    if let share = Self.share(from: before, to: engine, seconds: elapsed) {
                        busy[name, default: 0] += share / engine.capacity
                    } else {
                        isComplete = false
                    }
                    kept.keepGreatest(before)
                }
                next[client.id, default: [:]][name] = kept
            }
        }
        defer { (last, lastAt) = (next, now) }
        guard elapsed > 0, isComplete else { return nil }
        return (min(1, busy.values.max() ?? 0), elapsed)
    }

    /// Whether clients say anything of the engines that can compute.
    static func isTold(by clients: [DRMClients.Client]) -> Bool {
        clients.contains { client in
            client.record.engines.contains { name, engine in
                classes.contains(name)
                    && (engine.busyNanoseconds != nil || engine.busyCycles != nil && engine.totalCycles != nil)
            }
        }
    }

    /// Time of one engine over the time that went by; nil where the two cannot be compared.
    private static func share(
        from before: DRMRecord.Engine,
        to after: DRMRecord.Engine,
        seconds: Double
    ) -> Double? {
        if let old = before.busyNanoseconds, let new = after.busyNanoseconds, seconds > 0 {
            return max(0, new - old) * 1e-9 / seconds
        }
        guard let old = before.busyCycles, let new = after.busyCycles, let start = before.totalCycles,
            let end = after.totalCycles, end >= start
        else { return nil }
        return end > start ? max(0, new - old) / (end - start) : 0
    }
}

extension DRMRecord.Engine {
    /// A driver may say less than it did before, for a while: the greater figure holds until then (drm-usage-stats).
    fileprivate mutating func keepGreatest(_ before: Self) {
        if let old = before.busyNanoseconds, let new = busyNanoseconds { busyNanoseconds = max(old, new) }
        // Cycles are compared with others that begin again at 0 themselves.
        if let old = before.busyCycles, let new = busyCycles, totalCycles ?? 0 >= before.totalCycles ?? 0 {
            busyCycles = max(old, new)
        }
    }
}
