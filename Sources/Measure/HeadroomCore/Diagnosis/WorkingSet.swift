package import HeadroomSchema

/// Memory touched by a training within about one step, compared with the machine's cache size and memory bandwidth.
///
/// Where a step touches more than the last-level cache holds, its data crosses the memory bus. The rate of newly
/// touched pages is then a lower bound of that traffic, since pages touched twice within a sample count once. (The
/// kernel marks referenced pages: proc(5), `clear_refs` and `smaps_rollup`.)
package struct WorkingSet: Codable, Equatable, Sendable {
    package var bytes: Int
    /// Length of the sample, longer than a very short step; null in older documents.
    @Nullable package var lookSeconds: Double?
    /// Maximum rate of touched memory in a short sample; null where everything fits into the cache.
    @Nullable package var touchedBytesPerSecond: Double?
    package var lastCacheBytes: Int
    /// Memory bandwidth of the machine in a short test after the end of the training.
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

    /// Lower bound of the share of the memory bandwidth that the training used.
    ///
    /// The larger of two lower bounds. In a short sample, memory touched twice counts once, and the page marking slows
    /// the training down, so that a sample sees at most some gigabytes per second. Over a whole step all touched memory
    /// counts once, although a step also reads what it writes: an activation in the backward pass, a gradient in the
    /// optimizer. Where far more than the cache size lies in between, it crosses the bus twice. (A training that mostly
    /// reads, and reads once, would appear twice as busy as it is.)
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
