/// Earlier rows of each subscription, for finding duplicates and contradictions.
///
/// A row takes 16 bytes. A hash of 64 bits stands for the id of a subscription: two of 10 million ids have the same hash
/// with a probability of 3e-6.
struct EarlierRows {
    private struct Row {
        /// Start and end in seconds since 1970, clamped to 32 bits (until 2106).
        var start: UInt32
        var end: UInt32
        /// Lower half of the row's fingerprint.
        var fingerprint: UInt32
        /// Index of the previous row of the same subscription; -1 without one.
        var previous: Int32
    }

    private var rows: [Row] = []
    /// Hash table of ids with linear probing: the hash of an id, and the index of its last row; -1 in a free slot.
    private var hashes = [Int](repeating: 0, count: 1024)
    private var last = [Int32](repeating: -1, count: 1024)
    private var idCount = 0

    mutating func reserveCapacity(_ count: Int) { rows.reserveCapacity(count) }

    /// Adds a row, unless it duplicates or contradicts an earlier one.
    mutating func add(_ values: SubscriptionRow, fingerprint: Int) -> DataQuality.Reason? {
        let slot = slot(of: values.idHash)
        let new = Row(
            start: UInt32(clamping: values.start),
            end: UInt32(clamping: values.end),
            fingerprint: UInt32(truncatingIfNeeded: fingerprint),
            previous: last[slot]
        )
        var place = new.previous
        while place >= 0 {
            let row = rows[Int(place)]
            if row.fingerprint == new.fingerprint, row.start == new.start, row.end == new.end { return .duplicate }
            if new.start < row.end, row.start < new.end { return .conflict }
            place = row.previous
        }
        (hashes[slot], last[slot]) = (values.idHash, Int32(rows.count))
        rows.append(new)
        if new.previous < 0 {
            idCount += 1
            if 4 * idCount > 3 * last.count { grow() }
        }
        return nil
    }

    /// Index of the slot of an id, or of the free slot for a new id.
    private func slot(of hash: Int) -> Int {
        var slot = hash & (last.count - 1)
        while last[slot] >= 0, hashes[slot] != hash { slot = (slot + 1) & (last.count - 1) }
        return slot
    }

    private mutating func grow() {
        let (oldHashes, oldLast) = (hashes, last)
        hashes = [Int](repeating: 0, count: 2 * oldLast.count)
        last = [Int32](repeating: -1, count: 2 * oldLast.count)
        for (hash, place) in zip(oldHashes, oldLast) where place >= 0 {
            let slot = slot(of: hash)
            (hashes[slot], last[slot]) = (hash, place)
        }
    }
}
