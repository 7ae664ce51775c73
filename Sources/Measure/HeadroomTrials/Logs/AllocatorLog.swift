import HeadroomEvents

/// What the allocators of the processes of a trial took of each device: peaks, which only rise during a trial.
struct AllocatorLog: Sendable {
    /// A device as one process sees it: under `torchrun` each may call its own one `cuda:0`.
    struct Place: Hashable, Sendable {
        var connection: Int
        var device: String
    }

    /// In bytes; nil where the allocator keeps no such figure.
    struct Peaks: Sendable {
        var allocatedBytes: Int?
        var reservedBytes: Int?
        var fragmentedBytes: Int?
        /// As it was last reported.
        var capacityBytes: Int?
        var retries: Int?
        /// What was needed before the first evaluation; nil where no evaluation was seen.
        var stepsBytes: Int?

        /// What a training needs of the device: its tensors and what lies unusable between them, and never more than the
        /// allocator held, which may have been able to give some of it back.
        var neededBytes: Int? {
            guard let allocatedBytes else { return reservedBytes }
            guard let reservedBytes else { return allocatedBytes }
            guard let fragmentedBytes else { return reservedBytes }
            return min(reservedBytes, allocatedBytes + fragmentedBytes)
        }
    }

    private(set) var peaks: [Place: Peaks] = [:]

    /// - Parameter isEvaluated: whether the trial has begun an evaluation.
    mutating func record(_ event: MemoryEvent, at place: Place, isEvaluated: Bool) {
        let figures = [event.allocatedBytes, event.reservedBytes, event.fragmentedBytes, event.capacityBytes]
        guard figures.allSatisfy({ Self.plausibleBytes ~= $0 ?? 0 }), peaks.count < Self.mostPlaces else { return }
        var known = peaks[place] ?? Peaks()
        known.allocatedBytes = Self.higher(known.allocatedBytes, event.allocatedBytes)
        known.reservedBytes = Self.higher(known.reservedBytes, event.reservedBytes)
        known.fragmentedBytes = Self.higher(known.fragmentedBytes, event.fragmentedBytes)
        known.capacityBytes = event.capacityBytes ?? known.capacityBytes
        known.retries = Self.higher(known.retries, event.allocationRetries)
        if !isEvaluated { known.stepsBytes = known.neededBytes }
        peaks[place] = known
    }

    /// No device has more memory than this.
    private static let plausibleBytes = 0...(1 << 50)
    /// Processes and devices beyond this are passed over.
    private static let mostPlaces = 4096

    private static func higher(_ one: Int?, _ other: Int?) -> Int? {
        guard let one, let other else { return one ?? other }
        return max(one, other)
    }
}
