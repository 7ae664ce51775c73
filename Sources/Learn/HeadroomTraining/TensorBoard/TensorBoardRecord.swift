/// Records of a TensorBoard event file, `events.out.tfevents.*`.
///
/// A record is its length, the checksum of the length, the data, and the checksum of the data. The data is the message
/// `Event` of TensorFlow's `event.proto`, of which scalars need only a few fields.
package enum TensorBoardRecord {
    /// The first record of a file.
    package static func header(wallSeconds: Double) -> [UInt8] {
        record(double(1, wallSeconds) + field(3, Array("brain.Event:2".utf8)))
    }

    /// The scalars of a step.
    package static func scalars(_ values: [(tag: String, value: Double)], step: Int, wallSeconds: Double) -> [UInt8] {
        let summary = values.flatMap { tag, value in
            field(1, field(1, Array(tag.utf8)) + float(2, Float(value)))
        }
        return record(double(1, wallSeconds) + key(2, 0) + variable(UInt64(max(0, step))) + field(5, summary))
    }

    private static func record(_ data: [UInt8]) -> [UInt8] {
        let length = bytes(UInt64(data.count))
        return length + bytes(CRC32C.masked(length)) + data + bytes(CRC32C.masked(data))
    }

    // MARK: Protocol buffers (protobuf.dev/programming-guides/encoding)

    private static func key(_ number: UInt8, _ wireType: UInt8) -> [UInt8] { [number << 3 | wireType] }

    private static func double(_ number: UInt8, _ value: Double) -> [UInt8] {
        key(number, 1) + bytes(value.bitPattern)
    }

    private static func float(_ number: UInt8, _ value: Float) -> [UInt8] { key(number, 5) + bytes(value.bitPattern) }

    private static func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
        key(number, 2) + variable(UInt64(content.count)) + content
    }

    private static func variable(_ value: UInt64) -> [UInt8] {
        var rest = value
        var bytes: [UInt8] = []
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    private static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
}
