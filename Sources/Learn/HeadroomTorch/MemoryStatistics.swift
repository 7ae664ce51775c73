internal import CHeadroomTorch

/// Memory of a device in libtorch's caching allocator, in bytes.
public struct MemoryStatistics: Hashable, Sendable {
    /// Currently held by tensors.
    public let allocatedBytes: Int
    /// Currently taken from the driver, by tensors or cached for reuse.
    public let reservedBytes: Int
    /// Peak of `allocatedBytes` since the start or `resetPeak()`.
    public let peakAllocatedBytes: Int
    /// Peak of `reservedBytes` since the start or `resetPeak()`.
    public let peakReservedBytes: Int
    /// Number of times the driver refused memory and the allocator emptied its cache to try again.
    public let allocationRetries: Int
}

extension Device {
    /// Memory of the device in libtorch's allocator; nil on a CPU, where libtorch has no statistics.
    public func memoryStatistics() throws(TorchError) -> MemoryStatistics? {
        if kind == .cpu { return nil }
        var statistics = ht_memory_statistics()
        try check(ht_device_memory(raw, &statistics), "memoryStatistics")
        return MemoryStatistics(
            allocatedBytes: Int(statistics.allocated_bytes),
            reservedBytes: Int(statistics.reserved_bytes),
            peakAllocatedBytes: Int(statistics.peak_allocated_bytes),
            peakReservedBytes: Int(statistics.peak_reserved_bytes),
            allocationRetries: Int(statistics.allocation_retries)
        )
    }

    /// Resets the peaks to the current values; no effect on a CPU.
    public func resetPeak() throws(TorchError) {
        try check(ht_device_reset_peak(raw), "resetPeak")
    }

    /// Returns cached memory to the driver; no effect on a CPU.
    public func emptyCache() throws(TorchError) {
        try check(ht_device_empty_cache(raw), "emptyCache")
    }
}
