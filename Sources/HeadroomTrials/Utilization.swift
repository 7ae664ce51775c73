import HeadroomCore
import HeadroomDevices

/// How busy the device and the host were, from the readings of the supervisor.
extension TrialRecorder {
    /// The process tree's processor time over wall time and usable CPUs, from the readings inside the window.
    func treeUtilization(from start: Double, to end: Double) -> Distribution? {
        let inside = readings.filter { $0.tree.at >= start && $0.tree.at <= end }.map(\.tree)
        func share(_ before: SupervisorReport.Reading, _ after: SupervisorReport.Reading) -> Double? {
            let elapsed = after.at - before.at
            guard elapsed > 0 else { return nil }
            return min(1, (after.processorSeconds - before.processorSeconds) / elapsed / plan.usableCPUs)
        }
        return Self.distribution(inside, share)
    }

    /// How busy the whole machine was, from the readings inside the window.
    func hostUtilization(from start: Double, to end: Double) -> Distribution? {
        let inside = readings.filter { $0.tree.at >= start && $0.tree.at <= end }.compactMap(\.host)
        return Self.distribution(inside) { $1.utilization(since: $0) }
    }

    /// The shares between consecutive readings, and the one between the first and the last as their mean.
    private static func distribution<Reading>(
        _ readings: [Reading],
        _ share: (Reading, Reading) -> Double?
    ) -> Distribution? {
        guard let first = readings.first, let last = readings.last, let mean = share(first, last) else { return nil }
        let shares = zip(readings, readings.dropFirst()).compactMap(share).sorted()
        guard !shares.isEmpty else { return nil }
        return Distribution(
            mean: mean,
            p10: shares[(shares.count - 1) / 10],
            p90: shares[(shares.count - 1) * 9 / 10]
        )
    }
}
