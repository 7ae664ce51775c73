/// NumPy's `SeedSequence`: expands a seed to as many words as a generator needs.
///
/// The mixing is M. E. O'Neill's `seed_seq_fe` ("Developing a seed_seq Alternative", 2015), as in
/// `numpy/random/bit_generator.pyx`, for a seed of at most 64 bits without spawn keys.
package struct SeedSequence: Sendable {
    private var pool: [UInt32]

    /// Mixes a seed into the pool of four words.
    package init(_ seed: UInt64) {
        var hash = Hash(constant: 0x43b0_d7e5, multiplier: 0x931e_8875)
        let words = [UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32), 0, 0]
        pool = words.map { hash.mixed($0) }
        for source in 0..<pool.count {
            for destination in 0..<pool.count where destination != source {
                let mixed = pool[destination] &* 0xca01_f9dd &- hash.mixed(pool[source]) &* 0x4973_f715
                pool[destination] = mixed ^ (mixed >> 16)
            }
        }
    }

    /// The first words of the state, like `generate_state(count, uint64)`.
    package func state(count: Int) -> [UInt64] {
        var hash = Hash(constant: 0x8b51_f9dd, multiplier: 0x58f3_8ded)
        return (0..<count).map { index in
            let low = hash.mixed(pool[(2 * index) % pool.count])
            let high = hash.mixed(pool[(2 * index + 1) % pool.count])
            return UInt64(high) << 32 | UInt64(low)
        }
    }

    /// A word hash whose constant changes with each word.
    private struct Hash {
        var constant: UInt32
        let multiplier: UInt32

        mutating func mixed(_ word: UInt32) -> UInt32 {
            var value = word ^ constant
            constant &*= multiplier
            value &*= constant
            return value ^ (value >> 16)
        }
    }
}
