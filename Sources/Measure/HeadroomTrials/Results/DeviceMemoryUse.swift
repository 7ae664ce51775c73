import HeadroomCore
import HeadroomDevices
import HeadroomEvents

/// Device memory used by a trial.
struct DeviceMemoryUse {
    /// Memory use of one device.
    struct Figures {
        var memory: DeviceMemory
        /// Peak before the first evaluation; nil where it is unknown.
        var stepsPeakBytes: Int?
    }

    private let trial: TrialRecorder
    private let devices: TrialDevices

    init(of trial: TrialRecorder, histories: [DeviceHistory]) {
        self.trial = trial
        devices = TrialDevices(trial: trial, histories: histories)
    }

    /// Memory use of the fullest device, from the most exact source available; nil where there is no accelerator in
    /// use.
    func fullest(until end: Double) -> Figures? {
        let peaks = trial.allocators.peaks
        // A training with parameters offloaded to the CPU still uses a device.
        guard trial.hello?.device != "cpu" || !peaks.isEmpty else { return nil }
        let window = trial.startedAt...max(trial.startedAt, end)
        let figures =
            peaks.isEmpty
            ? devices.used(in: window).filter { $0.description.kind != .cpu }.compactMap { ofDriver($0, in: window) }
            : peaks.compactMap { ofAllocator($0.value, at: $0.key, in: window) }
        return figures.max {
            ($0.memory.fullness ?? 0, $0.memory.peakBytes) < ($1.memory.fullness ?? 0, $1.memory.peakBytes)
        }
    }

    /// Fraction of memory in use on the fullest device, including other processes: libraries that bypass the
    /// framework's allocator fail when it is full.
    func fullness(until end: Double) -> Double {
        let window = trial.startedAt...max(trial.startedAt, end)
        let shares = devices.trainers.compactMap { history -> Double? in
            guard let used = history.highest(.memoryUsedBytes, in: window),
                let total = history.description.memoryBytes.map(Double.init), total > 0
            else { return nil }
            return used / (total - (history.latest(.memoryReservedBytes) ?? 0))
        }
        return max(shares.max() ?? 0, fullest(until: end)?.memory.fullness ?? 0)
    }

    /// Memory of each device, by its ID, that other processes used before the process of the trial started, in bytes:
    /// later trials of the process find the device in use from their start.
    var othersBytes: [String: Int] {
        var known = trial.othersBytes
        for history in devices.histories
        where history.description.kind != .cpu && known[history.description.id] == nil {
            known[history.description.id] = unoccupiedBytes(of: history)
        }
        return known
    }

    /// Finding that a trial used more memory than the smaller device of `--device-memory-limit` has; nil where it did
    /// not.
    func beyondLimit(_ memory: DeviceMemory?) -> TrialDocument.OutOfMemory? {
        guard let limit = trial.plan.deviceMemoryLimitBytes, let memory, let capacity = memory.capacityBytes,
            memory.peakBytes > capacity
        else { return nil }
        return TrialDocument.OutOfMemory(
            resource: .device,
            recovered: false,
            evidence: [
                "it took \(memory.peakBytes) bytes of the device's memory, of which a device of \(limit) bytes has "
                    + "\(capacity) for it"
            ]
        )
    }

    /// Memory use from the allocator.
    private func ofAllocator(
        _ peaks: AllocatorLog.Peaks,
        at place: AllocatorLog.Place,
        in window: ClosedRange<Double>
    ) -> Figures? {
        guard let needed = peaks.neededBytes, needed > 0 else { return nil }
        var memory = DeviceMemory(source: .allocator, peakBytes: needed)
        memory.allocatedBytes = peaks.allocatedBytes
        memory.reservedBytes = peaks.reservedBytes
        memory.fragmentedBytes = peaks.fragmentedBytes
        memory.allocationRetries = peaks.retries
        memory.capacityBytes = peaks.capacityBytes
        let history = devices.named(place.device)
        if let history { fill(&memory, from: history) }
        if let total = memory.totalBytes {
            let room = total - (memory.othersBytes ?? 0)
            if let capacity = peaks.capacityBytes, peaks.reservedBytes != nil {
                // Memory that is neither the other processes' nor available to the allocator.
                memory.contextBytes = max(0, room - capacity)
            } else if let limit = peaks.capacityBytes {
                memory.capacityBytes = min(limit, room)
            } else if let highest = history?.highest(.memoryUsedBytes, in: window) {
                // Memory reserved by the allocator beyond its tensors is attributed to the context.
                let own = highest.nearestInteger - (memory.othersBytes ?? 0)
                let context = max(0, own - (peaks.reservedBytes ?? needed))
                memory.contextBytes = context
                memory.capacityBytes = room - context
            }
        }
        return Figures(memory: memory, stepsPeakBytes: peaks.stepsBytes)
    }

    /// Memory use from the driver: of the training's processes if known, otherwise of the whole device.
    private func ofDriver(_ history: DeviceHistory, in window: ClosedRange<Double>) -> Figures? {
        let own = history.seenProcesses.values.filter(devices.isOwn)
        let known = own.compactMap(\.memoryBytes)
        var memory: DeviceMemory
        if !own.isEmpty, known.count == own.count {
            memory = DeviceMemory(source: .driver, peakBytes: known.reduce(0, +))
            fill(&memory, from: history)
        } else {
            memory = DeviceMemory(source: .device, peakBytes: 0)
            fill(&memory, from: history)
            guard let highest = history.highest(.memoryUsedBytes, in: window) else { return nil }
            memory.peakBytes = max(0, highest.nearestInteger - (memory.othersBytes ?? 0))
        }
        guard memory.peakBytes > 0 else { return nil }
        memory.capacityBytes = memory.totalBytes.map { $0 - (memory.othersBytes ?? 0) }
        return Figures(memory: memory)
    }

    /// Adds the driver's values: the size of the device, and the memory used by other processes.
    private func fill(_ memory: inout DeviceMemory, from history: DeviceHistory) {
        memory.deviceId = history.description.id
        memory.othersBytes = trial.othersBytes[history.description.id] ?? unoccupiedBytes(of: history)
        memory.totalBytes = history.description.memoryBytes.map { total in
            let usable = total - (history.latest(.memoryReservedBytes)?.nearestInteger ?? 0)
            return min(usable, trial.plan.deviceMemoryLimitBytes ?? usable)
        }
    }

    /// Memory in use on a device before the training had its context there: the minimum from a second before its start
    /// to its first step, since a process that has just ended may still be counted at the start.
    private func unoccupiedBytes(of history: DeviceHistory) -> Int? {
        let end = trial.steps.lines.first?.at ?? .infinity
        let window = (trial.startedAt - 1)...max(trial.startedAt, end)
        return history.lowest(.memoryUsedBytes, in: window)?.nearestInteger
    }
}
