package import HeadroomSchema

/// Peak use and capacity of a device's memory in one trial; of several devices, those of the fullest.
package struct DeviceMemory: Codable, Equatable, Sendable {
    /// The source of the figures, the most exact first.
    package enum Source: String, Codable, Sendable {
        /// The allocator of the framework, which is exact and knows nothing of the framework's context.
        case allocator
        /// The driver, for the processes of the training.
        case driver
        /// The memory of the device in use, less what was in use before the training.
        case device

        /// 0 is the most exact.
        package var rank: Int {
            switch self {
            case .allocator: 0
            case .driver: 1
            case .device: 2
            }
        }
    }

    package var source: Source
    /// The device, as its driver names it; null where it is known by the framework's words alone.
    @Nullable package var deviceId: String?
    /// Peak memory in bytes.
    ///
    /// By the allocator's figures the framework's context is neither in it nor in the capacity.
    package var peakBytes: Int
    /// Memory available to the training, in bytes; null where neither the driver nor the allocator has the device's size.
    @Nullable package var capacityBytes: Int?
    /// Peak of allocated tensors, in bytes.
    @Nullable package var allocatedBytes: Int?
    /// Peak of the memory reserved by the allocator, in bytes.
    @Nullable package var reservedBytes: Int?
    /// Peak of reserved memory that is fragmented: neither usable nor releasable.
    @Nullable package var fragmentedBytes: Int?
    /// Allocation retries since the process started: each flushes the allocator's cache.
    @Nullable package var allocationRetries: Int?
    /// Total memory of the device without the driver's reserve.
    @Nullable package var totalBytes: Int?
    /// Memory in use by other programs at the start of the training.
    @Nullable package var othersBytes: Int?
    /// Memory of the framework's context, outside of the allocator.
    @Nullable package var contextBytes: Int?

    package init(source: Source, peakBytes: Int) {
        self.source = source
        self.peakBytes = peakBytes
    }

    /// Peak over capacity; nil where the capacity is unknown.
    package var fullness: Double? {
        capacityBytes.flatMap { $0 > 0 ? Double(peakBytes) / Double($0) : nil }
    }

    /// Whether a good part of the reserved memory is fragmented.
    package var isFragmented: Bool {
        guard let allocatedBytes, let reservedBytes else { return false }
        let idle = fragmentedBytes ?? (reservedBytes - allocatedBytes)
        return Double(idle) >= Self.fragmentedRatio * Double(reservedBytes)
    }

    /// The share of fragmented memory from which on a setting of the allocator is worth trying.
    private static let fragmentedRatio = 0.1
}
