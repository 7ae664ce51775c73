package import HeadroomSchema

/// The memory that a training touches within about one step, beside what the machine's caches hold and its memory can
/// deliver.
///
/// Where a step touches more than the last cache holds, what it touches has to cross the memory bus. How fast new pages
/// are touched is then a lower bound of that traffic: what is touched twice within a look counts once. (The kernel marks
/// the pages that are referenced: proc(5), `clear_refs` and `smaps_rollup`.)
package struct WorkingSet: Codable, Equatable, Sendable {
    package var bytes: Int
    /// How long the look took, which is longer than a step where that is very short; null in older documents.
    @Nullable package var lookSeconds: Double?
    /// The most that was touched in a short look, over its length; null where everything fits into the cache.
    @Nullable package var touchedBytesPerSecond: Double?
    package var lastCacheBytes: Int
    /// What this machine's memory delivered in a short test, after the training had ended.
    @Nullable package var peakBytesPerSecond: Double?

    package init(
        bytes: Int,
        lookSeconds: Double? = nil,
        touchedBytesPerSecond: Double?,
        lastCacheBytes: Int,
        peakBytesPerSecond: Double?
    ) {
        self.bytes = bytes
        self.lookSeconds = lookSeconds
        self.lastCacheBytes = lastCacheBytes
        self.touchedBytesPerSecond = touchedBytesPerSecond
        self.peakBytesPerSecond = peakBytesPerSecond
    }

    package var fitsIntoCache: Bool { bytes <= lastCacheBytes }

    /// The least share of the memory's bandwidth that the training used.
    ///
    /// There are two lower bounds. In a short look what is touched twice counts once; and the marks that a look makes on
    /// pages slow the training down meanwhile, so that a look sees no more than some gigabytes a second. Over a whole step
    /// everything that is touched counts once, and yet what a step writes it also reads: an activation in the backward
    /// pass, a gradient in the optimizer. Where far more lies in between than the caches hold, it crosses the bus twice. (A
    /// training that mostly reads, and reads once, would be taken for twice as busy as it is.)
    package func leastBandwidthRatio(stepSeconds: Double?) -> Double? {
        guard !fitsIntoCache, let peak = peakBytesPerSecond, peak > 0 else { return nil }
        var least = touchedBytesPerSecond ?? 0
        if let stepSeconds, stepSeconds > 0, Double(bytes) >= Self.farMore * Double(lastCacheBytes) {
            least = max(least, 2 * Double(bytes) / max(stepSeconds, lookSeconds ?? 0))
        }
        return min(1, least / peak)
    }

    private static let farMore = 3.0
}
