internal import CHeadroomTorch

/// What libtorch's caching allocator holds of a device's memory, in bytes.
public struct MemoryStatistics: Hashable, Sendable {
    /// Held by tensors now.
    public let allocatedBytes: Int
    /// Taken from the driver now, by tensors or kept for the next ones.
    public let reservedBytes: Int
    /// The greatest `allocatedBytes` since the start or `resetPeak()`.
    public let peakAllocatedBytes: Int
    /// The greatest `reservedBytes` since the start or `resetPeak()`.
    public let peakReservedBytes: Int
    /// How often the driver refused memory and the allocator emptied its cache to try again.
    public let allocationRetries: Int
}

extension Device {
    /// The memory of the device as libtorch's allocator sees it; nil on a CPU, where libtorch keeps no count.
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

    /// Lets the peaks start again from what is held now; nothing on a CPU.
    public func resetPeak() throws(TorchError) {
        try check(ht_device_reset_peak(raw), "resetPeak")
    }

    /// Returns what no tensor holds to the driver; nothing on a CPU.
    public func emptyCache() throws(TorchError) {
        try check(ht_device_empty_cache(raw), "emptyCache")
    }
}
