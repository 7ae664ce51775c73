import HeadroomTraining
import Testing

@Suite struct TensorBoardTests {
    @Test("The checksum is that of RFC 3720, appendix B.4")
    func checksums() {
        #expect(CRC32C.of([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
        #expect(CRC32C.of([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
        #expect(CRC32C.of(0..<32) == 0x46DD_794E)
        #expect(CRC32C.of("123456789".utf8) == 0xE306_9283)
    }

    @Test("A record says its length and its checksums, and holds a message that can be read by hand")
    func record() {
        let record = TensorBoardRecord.scalars([("a", 1)], step: 300, wallSeconds: 2)
        // wall_time = 2, step = 300, summary { value { tag: "a" simple_value: 1 } }
        let message: [UInt8] = [
            0x09, 0, 0, 0, 0, 0, 0, 0, 0x40, 0x10, 0xAC, 0x02, 0x2A, 0x0A, 0x0A, 0x08, 0x0A, 0x01, 0x61, 0x15, 0, 0,
            0x80, 0x3F,
        ]
        #expect(Array(record[12..<record.count - 4]) == message)
        #expect(Array(record[0..<8]) == [UInt8(message.count), 0, 0, 0, 0, 0, 0, 0])
        let length = CRC32C.masked(record[0..<8])
        let data = CRC32C.masked(message)
        #expect(Array(record[8..<12]) == (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) })
        #expect(Array(record[(record.count - 4)...]) == (0..<4).map { UInt8(truncatingIfNeeded: data >> (8 * $0)) })
    }
}
