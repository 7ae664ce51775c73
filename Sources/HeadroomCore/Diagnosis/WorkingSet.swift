/// The memory that a training touches within about one step, beside what the machine's caches hold and its memory can
/// deliver.
///
/// What is touched in a window has crossed the memory bus at least once where it is larger than the last cache, so its
/// size over the window is a lower bound of the traffic. (The kernel marks the pages that are referenced: proc(5),
/// `clear_refs` and `smaps_rollup`.)
package struct WorkingSet: Codable, Equatable, Sendable {
    package var bytes: Int
    package var windowSeconds: Double
    package var lastCacheBytes: Int
    /// What this machine's memory delivered in a short test, after the training had ended.
    @Nullable package var peakBytesPerSecond: Double?

    package init(bytes: Int, windowSeconds: Double, lastCacheBytes: Int, peakBytesPerSecond: Double?) {
        self.bytes = bytes
        self.windowSeconds = windowSeconds
        self.lastCacheBytes = lastCacheBytes
        self.peakBytesPerSecond = peakBytesPerSecond
    }

    package var fitsIntoCache: Bool { bytes <= lastCacheBytes }

    /// The least share of the memory's bandwidth that the training used.
    package var leastBandwidthRatio: Double? {
        guard !fitsIntoCache, let peak = peakBytesPerSecond, peak > 0, windowSeconds > 0 else { return nil }
        return Double(bytes) / windowSeconds / peak
    }
}
