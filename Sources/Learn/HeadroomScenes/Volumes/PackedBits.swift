/// Eight truth values in each byte, the first in its highest bit, as `numpy.packbits` and the files of Occupancy Networks
/// have them.
package enum PackedBits {
    package static func pack(_ values: [Bool]) -> [UInt8] {
        stride(from: 0, to: values.count, by: 8).map { start in
            (0..<8).reduce(0) { byte, bit in
                byte << 1 | (start + bit < values.count && values[start + bit] ? 1 : 0)
            }
        }
    }

    /// The first `count` values; of all bytes without it.
    package static func unpack(_ bytes: [UInt8], count: Int? = nil) -> [Bool] {
        (0..<min(count ?? bytes.count * 8, bytes.count * 8)).map { bytes[$0 / 8] & (0x80 >> UInt8($0 % 8)) != 0 }
    }
}
