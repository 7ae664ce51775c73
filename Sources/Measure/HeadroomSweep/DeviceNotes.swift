import HeadroomCore

/// Notes on how far the figures of device memory can be trusted.
struct DeviceNotes {
    let trials: [LoggedTrial]

    var all: [Note] { [source, sharing, intrusion].compactMap(\.self) }

    private var memories: [DeviceMemory] { trials.compactMap(\.deviceMemory) }

    /// The source of the figures, where it is not the allocator.
    private var source: Note? {
        guard let best = memories.map(\.source).min(by: { $0.rank < $1.rank }), best != .allocator else { return nil }
        return .deviceMemoryFrom(best)
    }

    /// The share of the capacity from which on memory of other programs is reported.
    private static let worthTelling = 0.02

    /// Other programs on the device.
    private var sharing: Note? {
        let others = trials.flatMap { $0.devices.filter { $0.kind != .cpu }.flatMap { $0.otherProcesses ?? [] } }
        let held = memories.compactMap { memory in
            memory.totalBytes.map { Double(memory.othersBytes ?? 0) / Double(max(1, $0)) }
        }
        guard let most = held.max(), most >= Self.worthTelling else { return nil }
        return .sharedDevice(with: others, ratio: most)
    }

    /// Memory taken by a program that started, or grew, during the sweep.
    private var intrusion: Note? {
        // Figures of different sources differ by the framework's context.
        let ended = trials.filter { $0.outcome == .completed }.compactMap(\.deviceMemory)
        let capacities = ended.filter { $0.source == ended.last?.source }.compactMap(\.capacityBytes)
        guard let most = capacities.max(), let last = capacities.last, most > 0 else { return nil }
        let taken = Double(most - last) / Double(most)
        guard taken >= Self.worthTelling else { return nil }
        return .memoryTakenMeanwhile(ratio: taken)
    }

    /// The remedy for fragmented memory of the allocator.
    var fragmentation: MemoryRemedy? {
        guard let worst = memories.filter(\.isFragmented).max(by: { $0.peakBytes < $1.peakBytes }),
            let reserved = worst.reservedBytes, let allocated = worst.allocatedBytes,
            worst.fullness ?? 0 >= 0.8
        else { return nil }
        let unusable = Double(worst.fragmentedBytes ?? (reserved - allocated)) / Double(reserved)
        return .expandableSegments(unusableRatio: unusable)
    }
}
