/// The memory that a training touches within about one step, beside what the machine's caches hold and its memory can
/// deliver.
///
/// Where a step touches more than the last cache holds, what it touches has to cross the memory bus. How fast new pages
/// are touched is then a lower bound of that traffic: what is touched twice within a look counts once. (The kernel marks
/// the pages that are referenced: proc(5), `clear_refs` and `smaps_rollup`.)
package struct WorkingSet: Codable, Equatable, Sendable {
    package var bytes: Int
    /// The most that was touched in a short look, over its length; null where everything fits into the cache.
    @Nullable package var touchedBytesPerSecond: Double?
    package var lastCacheBytes: Int
    /// What this machine's memory delivered in a short test, after the training had ended.
    @Nullable package var peakBytesPerSecond: Double?

    package init(bytes: Int, touchedBytesPerSecond: Double?, lastCacheBytes: Int, peakBytesPerSecond: Double?) {
        self.bytes = bytes
        self.lastCacheBytes = lastCacheBytes
        self.touchedBytesPerSecond = touchedBytesPerSecond
        self.peakBytesPerSecond = peakBytesPerSecond
    }

    package var fitsIntoCache: Bool { bytes <= lastCacheBytes }

    /// The least share of the memory's bandwidth that the training used.
    package var leastBandwidthRatio: Double? {
        guard !fitsIntoCache, let touchedBytesPerSecond, let peak = peakBytesPerSecond, peak > 0 else { return nil }
        return min(1, touchedBytesPerSecond / peak)
    }
}
