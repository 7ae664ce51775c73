import HeadroomCore

extension TrialRecorder {
    /// The process tree's processor time over wall time and usable CPUs, from the readings inside the window.
    func treeUtilization(from start: Double, to end: Double) -> Distribution? {
        let inside = readings.filter { $0.at >= start && $0.at <= end }
        guard let first = inside.first, let last = inside.last, let mean = share(first, last) else { return nil }
        let shares = zip(inside, inside.dropFirst()).compactMap(share).sorted()
        guard !shares.isEmpty else { return nil }
        return Distribution(
            mean: mean,
            p10: shares[(shares.count - 1) / 10],
            p90: shares[(shares.count - 1) * 9 / 10]
        )
    }

    private func share(_ before: SupervisorReport.Reading, _ after: SupervisorReport.Reading) -> Double? {
        let elapsed = after.at - before.at
        guard elapsed > 0 else { return nil }
        return min(1, (after.processorSeconds - before.processorSeconds) / elapsed / plan.usableCPUs)
    }
}
