package import HeadroomCore

/// Reports of a trial's supervisor about its process tree.
package struct SupervisorLog: Sendable {
    private(set) var processId: Int?
    private(set) var memoryMode: String?
    private(set) var readings: [SupervisorReport.Reading] = []
    private(set) var ended: SupervisorReport.Ended?
    /// Reason why the supervisor could not start the command.
    private(set) var failure: String?

    package init() {}

    /// Creates the log of the next trial of a process, which may have ended in the meantime.
    init(after last: SupervisorLog) {
        self = last
        readings = []
    }

    package mutating func record(_ report: SupervisorReport) {
        switch report {
        case .started(let started):
            processId = started.processId
            memoryMode = started.memoryMode
        case .reading(let reading):
            readings.append(reading)
            // Readings are counters: later ones include those dropped.
            if readings.count > Self.mostReadings {
                readings = readings.enumerated().filter { !$0.offset.isMultiple(of: 2) }.map(\.element)
            }
        case .ended(let ended): self.ended = ended
        case .error(let message): failure = message
        }
    }

    private static let mostReadings = 8192

    // MARK: Figures

    /// CPU time of the process tree, in seconds.
    var processorSeconds: Double { readings.last?.processorSeconds ?? 0 }

    /// Peak memory of the process tree since its start; nil where there was no reading.
    var peakMemoryBytes: Int? {
        let peak = ended?.peakMemoryBytes ?? readings.last?.peakMemoryBytes ?? 0
        return peak > 0 ? peak : nil
    }

    /// Cost of watching the process; unknown while it runs.
    var observerCost: ObserverCost {
        ObserverCost(
            processorSeconds: ended?.supervisorProcessorSeconds ?? 0,
            privateBytes: ended?.supervisorPrivateBytes ?? 0
        )
    }

    /// CPU time of the process tree divided by wall time and usable CPUs, from the readings inside a window.
    func utilization(in window: ClosedRange<Double>, usableCPUs: Double) -> Distribution? {
        func share(_ before: SupervisorReport.Reading, _ after: SupervisorReport.Reading) -> Double? {
            let elapsed = after.at - before.at
            guard elapsed > 0 else { return nil }
            return min(1, (after.processorSeconds - before.processorSeconds) / elapsed / usableCPUs)
        }
        let inside = readings.filter { window.contains($0.at) }
        guard let first = inside.first, let last = inside.last, let mean = share(first, last) else { return nil }
        let shares = zip(inside, inside.dropFirst()).compactMap(share).sorted()
        guard !shares.isEmpty else { return nil }
        return Distribution(
            mean: mean,
            p10: shares[(shares.count - 1) / 10],
            p90: shares[(shares.count - 1) * 9 / 10]
        )
    }

    /// Activity of the busy threads in a window; nil where there were not two readings of them in it or around it.
    package func threadUse(in window: ClosedRange<Double>) -> ThreadUse? {
        let looks = readings.compactMap { reading in reading.threads.map { (at: reading.at, threads: $0) } }
        var used = looks.filter { window.contains($0.at) }
        if used.count < 2 {
            // A window with fewer than two readings uses those around it.
            used = [looks.last { $0.at < window.lowerBound }].compactMap(\.self) + used
        }
        if used.count < 2 { used += [looks.first { $0.at > window.upperBound }].compactMap(\.self) }
        guard used.count >= 2, let first = used.first?.threads, let last = used.last?.threads else { return nil }
        let watched = last.watchedSeconds - first.watchedSeconds
        let busy = last.busySeconds - first.busySeconds
        guard watched > 0, busy > 0 else { return nil }
        let workerSwitches = last.workerSwitches - first.workerSwitches
        let voluntary = last.voluntaryWorkerSwitches - first.voluntaryWorkerSwitches
        return ThreadUse(
            busyThreads: busy / watched,
            cpuWaitRatio: (last.waitingSeconds - first.waitingSeconds) / busy,
            involuntarySwitchesPerSecond: Double(last.involuntarySwitches - first.involuntarySwitches) / busy,
            voluntarySwitchesPerSecond: Double(last.voluntarySwitches - first.voluntarySwitches) / busy,
            voluntaryWorkerRatio: workerSwitches > 0 ? Double(voluntary) / Double(workerSwitches) : nil,
            openMP: last.openMP,
            waitPolicy: last.waitPolicy
        )
    }
}
