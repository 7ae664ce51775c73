import HeadroomCore
import HeadroomDevices
import HeadroomEvents

/// The memory that a trial takes of its devices.
struct DeviceMemoryUse {
    /// The memory taken of one device.
    struct Figures {
        var memory: DeviceMemory
        /// The peak before the first evaluation; nil where it is not known.
        var stepsPeakBytes: Int?
    }

    private let trial: TrialRecorder
    private let devices: TrialDevices

    init(of trial: TrialRecorder, histories: [DeviceHistory]) {
        self.trial = trial
        devices = TrialDevices(trial: trial, histories: histories)
    }

    /// The figures of the fullest device, by the most exact source there is; nil where no accelerator trains.
    func fullest(until end: Double) -> Figures? {
        let peaks = trial.allocators.peaks
        // Parameters that are offloaded to the CPU train on a device all the same.
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

    /// How full the fullest device was, by the trial or by others: libraries beside the framework's allocator fail where it
    /// is full.
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

    /// Memory that others held of each device, by its id, before the process of the trial started, in bytes: later trials
    /// of the process find the device in use from their start.
    var othersBytes: [String: Int] {
        var known = trial.othersBytes
        for history in devices.histories
        where history.description.kind != .cpu && known[history.description.id] == nil {
            known[history.description.id] = unoccupiedBytes(of: history)
        }
        return known
    }

    /// The finding that a trial took more than the smaller device of `--device-memory-limit` would have had; nil where it
    /// did not.
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

    /// By the allocator's own figures.
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
        return Figures(memory: memory, stepsPeakBytes: peaks.stepsBytes)
    }

    /// By the driver's figures for the processes of the training, else by what the device had in use.
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

    /// Fills in what the driver has of the device: its size, and what others hold of it.
    private func fill(_ memory: inout DeviceMemory, from history: DeviceHistory) {
        memory.deviceId = history.description.id
        memory.othersBytes = trial.othersBytes[history.description.id] ?? unoccupiedBytes(of: history)
        memory.totalBytes = history.description.memoryBytes.map { total in
            let usable = total - (history.latest(.memoryReservedBytes)?.nearestInteger ?? 0)
            return min(usable, trial.plan.deviceMemoryLimitBytes ?? usable)
        }
    }

    /// What was in use of a device before the training had its context there: the least from a second before its start to
    /// its first step, since a process that has just ended may still be counted at the start.
    private func unoccupiedBytes(of history: DeviceHistory) -> Int? {
        let end = trial.steps.lines.first?.at ?? .infinity
        let window = (trial.startedAt - 1)...max(trial.startedAt, end)
        return history.lowest(.memoryUsedBytes, in: window)?.nearestInteger
    }
}
