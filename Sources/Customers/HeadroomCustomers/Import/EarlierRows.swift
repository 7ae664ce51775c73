/// Earlier rows of each subscription, for finding duplicates and contradictions.
///
/// A hash of 64 bits stands for the id of a subscription: two of 10 million ids have the same hash with a probability of
/// 3e-6. The rows are in many small hash tables, each of which grows at another number of rows, so that never more than
/// one of them is copied, and a row takes about 30 bytes.
package struct EarlierRows {
    private var tables: [Table] = (0..<tableCount).map { Table(slots: 32 + $0 / 4) }

    /// Number of tables, at most 256: the upper 8 bits of a hash choose one.
    private static let tableCount = 64

    package init() {}

    /// Adds a row, unless it duplicates or contradicts an earlier one.
    ///
    /// - Parameters:
    ///   - idHash: hash of the id of the subscription.
    ///   - start: in seconds since 1970, as is the end, which is `.max` for an active subscription.
    ///   - fingerprint: hash of the whole row.
    package mutating func add(idHash: Int, start: Int64, end: Int64, fingerprint: Int) -> DataQuality.Reason? {
        let hash = UInt64(bitPattern: Int64(idHash))
        return tables[Int(hash >> 56) % Self.tableCount].add(
            hash,
            Row(
                start: UInt32(clamping: start),
                end: UInt32(clamping: end),
                fingerprint: UInt32(truncatingIfNeeded: fingerprint)
            )
        )
    }

    private struct Row {
        /// Start and end in seconds since 1970, clamped to 32 bits (until 2106).
        var start: UInt32
        var end: UInt32
        /// Lower half of the row's fingerprint.
        var fingerprint: UInt32
    }

    /// A hash table with linear probing, in which an id has a slot for each of its rows.
    private struct Table {
        /// Hashes of the ids; 0 in a free slot.
        private var hashes: [UInt64]
        private var rows: [Row]
        private var count = 0

        init(slots: Int) {
            hashes = [UInt64](repeating: 0, count: slots)
            rows = [Row](repeating: Row(start: 0, end: 0, fingerprint: 0), count: slots)
        }

        mutating func add(_ idHash: UInt64, _ new: Row) -> DataQuality.Reason? {
            let hash = max(1, idHash)
            var slot = home(of: hash)
            while hashes[slot] != 0 {
                if hashes[slot] == hash {
                    let row = rows[slot]
                    if row.fingerprint == new.fingerprint, row.start == new.start, row.end == new.end {
                        return .duplicate
                    }
                    if new.start < row.end, row.start < new.end { return .conflict }
                }
                slot = slot + 1 == hashes.count ? 0 : slot + 1
            }
            (hashes[slot], rows[slot]) = (hash, new)
            count += 1
            if 5 * count > 4 * hashes.count { grow() }
            return nil
        }

        /// First slot of a hash: its lower half, scaled to the number of slots.
        private func home(of hash: UInt64) -> Int {
            Int(((hash & 0xFFFF_FFFF) * UInt64(hashes.count)) >> 32)
        }

        /// Grows by half.
        private mutating func grow() {
            var larger = Table(slots: hashes.count + hashes.count / 2)
            for (hash, row) in zip(hashes, rows) where hash != 0 {
                var slot = larger.home(of: hash)
                while larger.hashes[slot] != 0 { slot = slot + 1 == larger.hashes.count ? 0 : slot + 1 }
                (larger.hashes[slot], larger.rows[slot]) = (hash, row)
            }
            larger.count = count
            self = larger
        }
    }
}
