import HeadroomCore
import HeadroomDevices
import HeadroomEvents

/// What a trial took of the memory of its devices.
extension TrialRecorder {
    /// What was taken of a device, and how much of it before the first evaluation.
    struct DeviceUsage {
        var memory: DeviceMemory
        var stepsPeakBytes: Int?
    }

    /// The memory of the fullest device, by the most exact source there is; nil where no accelerator trains.
    func deviceMemory(from histories: [DeviceHistory], until endedAt: Double) -> DeviceUsage? {
        // Parameters that are offloaded to the CPU train on a device all the same.
        guard hello?.device != "cpu" || !allocators.peaks.isEmpty else { return nil }
        let window = startedAt...max(startedAt, endedAt)
        let usages =
            allocators.peaks.isEmpty
            ? usedDevices(among: histories, in: window).filter { $0.description.kind != .cpu }
                .compactMap { usage(of: $0, in: window) }
            : allocators.peaks.compactMap { usage(of: $0.value, at: $0.key, among: histories, in: window) }
        return usages.max {
            ($0.memory.fullness ?? 0, $0.memory.peakBytes) < ($1.memory.fullness ?? 0, $1.memory.peakBytes)
        }
    }

    /// How full the fullest device was, whoever filled it: libraries beside the framework's allocator fail where it is.
    func deviceFullness(from histories: [DeviceHistory], until endedAt: Double) -> Double {
        let window = startedAt...max(startedAt, endedAt)
        let shares = histories.filter { DeviceSet.isTrainer($0.description) }.compactMap { history -> Double? in
            guard let used = history.highest(.memoryUsedBytes, in: window),
                let total = history.description.memoryBytes.map(Double.init), total > 0
            else { return nil }
            return used / (total - (history.latest(.memoryReservedBytes) ?? 0))
        }
        return max(shares.max() ?? 0, deviceMemory(from: histories, until: endedAt)?.memory.fullness ?? 0)
    }

    /// By the allocator's own figures.
    private func usage(
        of peaks: AllocatorLog.Peaks,
        at place: AllocatorLog.Place,
        among histories: [DeviceHistory],
        in window: ClosedRange<Double>
    ) -> DeviceUsage? {
        guard let needed = peaks.neededBytes, needed > 0 else { return nil }
        var memory = DeviceMemory(source: .allocator, peakBytes: needed)
        memory.allocatedBytes = peaks.allocatedBytes
        memory.reservedBytes = peaks.reservedBytes
        memory.fragmentedBytes = peaks.fragmentedBytes
        memory.allocationRetries = peaks.retries
        memory.capacityBytes = peaks.capacityBytes
        let history = device(named: place.device, among: histories)
        if let history { fill(&memory, from: history) }
        if let total = memory.totalBytes {
            let room = total - (memory.othersBytes ?? 0)
            if let capacity = peaks.capacityBytes, peaks.reservedBytes != nil {
                // What is neither the others' nor within the allocator's reach.
                memory.contextBytes = max(0, room - capacity)
            } else if let limit = peaks.capacityBytes {
                memory.capacityBytes = min(limit, room)
            } else if let highest = history?.highest(.memoryUsedBytes, in: window) {
                // What the allocator keeps beyond its tensors is taken for the context's.
                let own = highest.nearestInteger - (memory.othersBytes ?? 0)
                let context = max(0, own - (peaks.reservedBytes ?? needed))
                memory.contextBytes = context
                memory.capacityBytes = room - context
            }
        }
        return DeviceUsage(memory: memory, stepsPeakBytes: peaks.stepsBytes)
    }

    /// By the driver's figures for the processes of the training, else by what the device had in use.
    private func usage(of history: DeviceHistory, in window: ClosedRange<Double>) -> DeviceUsage? {
        let own = history.seenProcesses.values.filter(isOwn)
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
        return DeviceUsage(memory: memory)
    }

    /// What the driver has of the device: its size, and what others hold of it.
    private func fill(_ memory: inout DeviceMemory, from history: DeviceHistory) {
        memory.deviceId = history.description.id
        memory.othersBytes = othersBytes[history.description.id] ?? unoccupiedBytes(of: history)
        memory.totalBytes = history.description.memoryBytes.map { total in
            let usable = total - (history.latest(.memoryReservedBytes)?.nearestInteger ?? 0)
            return min(usable, plan.deviceMemoryLimitBytes ?? usable)
        }
    }

    /// What was in use of a device before the training had its context there: the least from a second before its start to
    /// its first step, since a process that has just ended may still be counted at the start.
    private func unoccupiedBytes(of history: DeviceHistory) -> Int? {
        let end = lines.first?.at ?? .infinity
        return history.lowest(.memoryUsedBytes, in: (startedAt - 1)...max(startedAt, end))?.nearestInteger
    }

    /// Keeps what others hold of each device for the later trials of the process, which find it in use from the start.
    mutating func keepOthers(of histories: [DeviceHistory]) {
        for history in histories where history.description.kind != .cpu && othersBytes[history.description.id] == nil {
            othersBytes[history.description.id] = unoccupiedBytes(of: history)
        }
    }
}

extension TrialRecorder {
    /// A trial that took more than the card that `--device-memory-limit` plays would have had.
    func beyondDeviceLimit(_ memory: DeviceMemory?) -> TrialDocument.OutOfMemory? {
        guard let limit = plan.deviceMemoryLimitBytes, let memory, let capacity = memory.capacityBytes,
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
}
