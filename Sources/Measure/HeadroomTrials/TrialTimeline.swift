import HeadroomCore

extension TrialRecorder {
    /// How the trial went over time, from its start to its end.
    func timeline(until end: Double, devices used: [DeviceHistory]) -> Timeline? {
        guard end > startedAt else { return nil }
        let (seconds, intervals) = Timeline.intervals(of: startedAt...end)
        var timeline = Timeline(intervalSeconds: seconds)
        let tree = readings
        let gpus = used.filter { $0.description.kind != .cpu }
        for interval in intervals {
            let steps = progress(in: interval)
            timeline.samplesPerSecond.append(steps.samplesPerSecond)
            timeline.inputWaitRatio.append(steps.inputWaitRatio)
            let busy = Self.rise(of: tree.map { ($0.at, $0.processorSeconds) }, in: interval)
            timeline.busyCPUs.append(busy.map { max(0, $0) / seconds })
            let inside = tree.last { interval.contains($0.at) }
            timeline.hostMemoryBytes.append(inside.map { Double($0.memoryBytes) })
            timeline.deviceUtilization.append(Self.mean(gpus, .utilization, interval))
            timeline.smActivity.append(Self.mean(gpus, .smActivity, interval))
            timeline.deviceMemoryBytes.append(gpus.compactMap { $0.highest(.memoryUsedBytes, in: interval) }.max())
            let watts = used.compactMap { $0.powerWatts(in: interval) }
            timeline.powerWatts.append(watts.isEmpty ? nil : watts.reduce(0, +))
        }
        return timeline
    }

    private static func mean(_ devices: [DeviceHistory], _ signal: Signal, _ interval: ClosedRange<Double>) -> Double? {
        let means = devices.compactMap { $0.distribution(of: signal, in: interval)?.mean }
        return means.isEmpty ? nil : means.reduce(0, +) / Double(means.count)
    }

    private func progress(in interval: ClosedRange<Double>) -> (samplesPerSecond: Double?, inputWaitRatio: Double?) {
        let samples = Self.rise(of: lines.map { ($0.at, Double($0.totalSamples)) }, in: interval)
        return (
            samples.map { $0 / (interval.upperBound - interval.lowerBound) },
            Timeline.inputWaitRatio(lines, in: interval)
        )
    }

    /// How much a counter rose in an interval, on straight lines between its readings; nil where it has none around it.
    private static func rise(of counter: [(at: Double, value: Double)], in interval: ClosedRange<Double>) -> Double? {
        func value(at time: Double) -> Double? {
            guard let after = counter.firstIndex(where: { $0.at >= time }), after > 0 else { return nil }
            let (before, next) = (counter[after - 1], counter[after])
            return before.value + (next.value - before.value) * (time - before.at) / (next.at - before.at)
        }
        guard let end = value(at: interval.upperBound) ?? counter.last?.value else { return nil }
        guard let start = value(at: interval.lowerBound) else { return nil }
        return end - start
    }
}
