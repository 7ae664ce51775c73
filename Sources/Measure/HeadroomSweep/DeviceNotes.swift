import HeadroomCore

/// What a person must know of the memory of the device to trust what fits.
struct DeviceNotes {
    let trials: [TrialDocument]

    var all: [String] { [source, sharing, intrusion].compactMap(\.self) }

    private var memories: [DeviceMemory] { trials.compactMap(\.deviceMemory) }

    /// Who measured it, where that is not the allocator.
    private var source: String? {
        guard let best = memories.map(\.source).min(by: { $0.rank < $1.rank }) else { return nil }
        let cached = "what the framework keeps cached counts as taken, so that somewhat more may fit"
        switch best {
        case .allocator: return nil
        case .driver: return "the device's memory is the driver's figure for the processes of the training; \(cached)"
        case .device:
            return
                "the device's memory is what was in use there, less what was before, since its driver does not name the "
                + "training's processes; \(cached)"
        }
    }

    /// From this share of the capacity on, what others hold is worth a word.
    private static let worthTelling = 0.02

    /// Who else is on the device.
    private var sharing: String? {
        let others = trials.flatMap { $0.devices.filter { $0.kind != .cpu }.flatMap { $0.otherProcesses ?? [] } }
        let held = memories.compactMap { memory in
            memory.totalBytes.map { Double(memory.othersBytes ?? 0) / Double(max(1, $0)) }
        }
        guard let most = held.max(), most >= Self.worthTelling else { return nil }
        let names = Set(others.map { "\($0.name ?? "process") \($0.processId)" }).sorted().prefix(3)
        let who = names.isEmpty ? "other programs" : names.joined(separator: ", ")
        return "\(who) held \(Text.percent(most)) of the device's memory: what fits is what fits beside that"
    }

    /// What a program took that came, or grew, while the sweep went on.
    private var intrusion: String? {
        // Figures of different sources differ by the framework's context.
        let ended = trials.filter { $0.outcome == .completed }.compactMap(\.deviceMemory)
        let capacities = ended.filter { $0.source == ended.last?.source }.compactMap(\.capacityBytes)
        guard let most = capacities.max(), let last = capacities.last, most > 0 else { return nil }
        let taken = Double(most - last) / Double(most)
        guard taken >= Self.worthTelling else { return nil }
        return
            "other programs took \(Text.percent(taken)) of the device's memory while this was measured: on a free device "
            + "more fits"
    }

    /// What helps where the allocator holds memory that it cannot use.
    var fragmentation: String? {
        guard let worst = memories.filter(\.isFragmented).max(by: { $0.peakBytes < $1.peakBytes }),
            let reserved = worst.reservedBytes, let allocated = worst.allocatedBytes,
            worst.fullness ?? 0 >= 0.8
        else { return nil }
        let idle = Text.percent(Double(worst.fragmentedBytes ?? (reserved - allocated)) / Double(reserved))
        return
            "\(idle) of what the allocator holds lies unusable between tensors: "
            + "PYTORCH_CUDA_ALLOC_CONF=expandable_segments:True may let more fit"
    }
}
