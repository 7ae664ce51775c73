import HeadroomCore

extension Timeline {
    /// Creates the timeline of a trial from start to end; nil where it has zero duration.
    ///
    /// - Parameter used: readings of the devices that it used.
    init?(of trial: TrialRecorder, until end: Double, devices used: [DeviceHistory]) {
        guard end > trial.startedAt else { return nil }
        let (seconds, intervals) = Timeline.intervals(of: trial.startedAt...end)
        self.init(intervalSeconds: seconds)
        let (lines, tree) = (trial.steps.lines, trial.supervisor.readings)
        let gpus = used.filter { $0.description.kind != .cpu }
        for interval in intervals {
            let samples = Self.rise(of: lines.map { ($0.at, Double($0.totalSamples)) }, in: interval)
            samplesPerSecond.append(samples.map { $0 / (interval.upperBound - interval.lowerBound) })
            inputWaitRatio.append(Timeline.inputWaitRatio(lines, in: interval))
            let busy = Self.rise(of: tree.map { ($0.at, $0.processorSeconds) }, in: interval)
            busyCPUs.append(busy.map { max(0, $0) / seconds })
            let inside = tree.last { interval.contains($0.at) }
            hostMemoryBytes.append(inside.map { Double($0.memoryBytes) })
            deviceUtilization.append(Self.mean(gpus, .utilization, interval))
            smActivity.append(Self.mean(gpus, .smActivity, interval))
            deviceMemoryBytes.append(gpus.compactMap { $0.highest(.memoryUsedBytes, in: interval) }.max())
            let watts = used.compactMap { $0.powerWatts(in: interval) }
            powerWatts.append(watts.isEmpty ? nil : watts.reduce(0, +))
        }
    }

    private static func mean(_ devices: [DeviceHistory], _ signal: Signal, _ interval: ClosedRange<Double>) -> Double? {
        let means = devices.compactMap { $0.distribution(of: signal, in: interval)?.mean }
        return means.isEmpty ? nil : means.reduce(0, +) / Double(means.count)
    }

    /// Increase of a counter in an interval, by linear interpolation; nil where its readings do not cover it.
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
