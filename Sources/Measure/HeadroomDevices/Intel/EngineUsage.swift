/// Utilization of a GPU, from the engine usage of each client reported by its driver.
///
/// It is that of the busiest class of engines that can compute: the busy time of all clients, divided by the elapsed
/// time and the number of engines of the class, at most 1. Engines that only copy or decode video are ignored.
struct EngineUsage {
    /// Names of i915, then of xe.
    private static let classes: Set<String> = ["render", "compute", "rcs", "ccs"]

    private var last: [String: [String: DRMRecord.Engine]] = [:]
    private var lastAt: Double?

    /// - Returns: the utilization since the last call, and the time since then in seconds; nil at the first call, and
    ///   if the cycles of the device have restarted from 0.
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

    /// Whether clients report the usage of engines that can compute.
    static func isReported(by clients: [DRMClients.Client]) -> Bool {
        clients.contains { client in
            client.record.engines.contains { name, engine in
                classes.contains(name)
                    && (engine.busyNanoseconds != nil || engine.busyCycles != nil && engine.totalCycles != nil)
            }
        }
    }

    /// Busy time of an engine divided by the elapsed time; nil if the records cannot be compared.
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
    /// A driver may temporarily report less than before: the larger value is kept until then (drm-usage-stats).
    fileprivate mutating func keepGreatest(_ before: Self) {
        if let old = before.busyNanoseconds, let new = busyNanoseconds { busyNanoseconds = max(old, new) }
        // Cycles are compared with total cycles, which may restart from 0.
        if let old = before.busyCycles, let new = busyCycles, totalCycles ?? 0 >= before.totalCycles ?? 0 {
            busyCycles = max(old, new)
        }
    }
}
