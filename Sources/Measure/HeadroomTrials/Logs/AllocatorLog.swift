package import HeadroomEvents

/// Peak memory of each device, from the allocators of a trial's processes; peaks only rise during a trial.
package struct AllocatorLog: Sendable {
    /// Device as seen by one process: under `torchrun` each process may call its own device `cuda:0`.
    package struct Place: Hashable, Sendable {
        package var connection: Int
        package var device: String

        package init(connection: Int, device: String) {
            self.connection = connection
            self.device = device
        }
    }

    /// Peaks in bytes; nil where the allocator does not count them.
    package struct Peaks: Sendable {
        package var allocatedBytes: Int?
        var reservedBytes: Int?
        var fragmentedBytes: Int?
        /// Last value reported.
        package var capacityBytes: Int?
        var retries: Int?
        /// Memory needed before the first evaluation; nil where no evaluation was observed.
        package var stepsBytes: Int?

        /// Memory that a training needs of the device: its tensors and the fragmentation between them, at most the
        /// memory that the allocator reserved, some of which it may have been able to release.
        package var neededBytes: Int? {
            guard let allocatedBytes else { return reservedBytes }
            guard let reservedBytes else { return allocatedBytes }
            guard let fragmentedBytes else { return reservedBytes }
            return min(reservedBytes, allocatedBytes + fragmentedBytes)
        }
    }

    package private(set) var peaks: [Place: Peaks] = [:]

    package init() {}

    /// - Parameter isEvaluated: whether the trial has begun an evaluation.
    package mutating func record(_ event: MemoryEvent, at place: Place, isEvaluated: Bool) {
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

    /// Upper bound of plausible device memory sizes.
    private static let plausibleBytes = 0...(1 << 50)
    /// Further processes and devices are ignored.
    private static let mostPlaces = 4096

    private static func higher(_ one: Int?, _ other: Int?) -> Int? {
        guard let one, let other else { return one ?? other }
        return max(one, other)
    }
}
