package import HeadroomSchema

/// Peak use and capacity of a device's memory in one trial; of several devices, those of the fullest.
package struct DeviceMemory: Codable, Equatable, Sendable {
    /// The source of the figures, the most exact first.
    package enum Source: String, Codable, Sendable {
        /// The framework's allocator: exact, but without the framework's context.
        case allocator
        /// The driver, for the training processes.
        case driver
        /// The device memory in use, less what was in use before the training.
        case device

        /// Accuracy, 0 for the most exact.
        package var rank: Int {
            switch self {
            case .allocator: 0
            case .driver: 1
            case .device: 2
            }
        }
    }

    package var source: Source
    /// The device, as named by its driver; null where only the framework reported it.
    @Nullable package var deviceId: String?
    /// Peak memory in bytes.
    ///
    /// For figures of the allocator, the framework's context is excluded from both the peak and the capacity.
    package var peakBytes: Int
    /// Memory available to the training, in bytes; null where neither driver nor allocator reports the device's size.
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

    /// Whether a large share of the reserved memory is fragmented.
    package var isFragmented: Bool {
        guard let allocatedBytes, let reservedBytes else { return false }
        let idle = fragmentedBytes ?? (reservedBytes - allocatedBytes)
        return Double(idle) >= Self.fragmentedRatio * Double(reservedBytes)
    }

    /// The fragmented share of memory from which on an allocator setting is worth trying.
    private static let fragmentedRatio = 0.1
}
