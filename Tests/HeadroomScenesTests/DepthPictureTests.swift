import HeadroomScenes
import Testing

/// Gray pictures of 16 bits, as depths are stored.
struct DepthPictureTests {
    private static let picture = DepthPicture(
        width: 300,
        height: 220,
        values: (0..<66_000).map { UInt16(truncatingIfNeeded: $0 &* 31) }
    )

    @Test func valuesStayAsTheyAre() throws {
        let file = try Self.picture.encodedPNG()
        #expect(try DepthPicture(decoding: file) == Self.picture)
        // Any value, also where a gamma is declared.
        let all = DepthPicture(width: 256, height: 256, values: Array(0...65535))
        #expect(try DepthPicture(decoding: all.encodedPNG()) == all)
        var declared = Array(try all.encodedPNG().prefix(33))
        declared.append(PNGChunk(kind: "gAMA", data: [0, 0, 0xB1, 0x8F]))
        for chunk in PNGChunk.all(in: try all.encodedPNG()) where ["IDAT", "IEND"].contains(chunk.kind) {
            declared.append(chunk)
        }
        #expect(try DepthPicture(decoding: declared).values == all.values)
    }

    @Test func bytesAreRead() throws {
        var image = Image(width: 31, height: 9, channels: 1)
        for index in image.bytes.indices { image.bytes[index] = UInt8(truncatingIfNeeded: index * 3) }
        let depths = try DepthPicture(decoding: image.encodedPNG())
        #expect(depths.bits == 8 && depths.values == image.bytes.map(UInt16.init))
    }

    @Test func othersAreRefused() throws {
        func message(_ bytes: [UInt8]) -> String {
            do {
                _ = try DepthPicture(decoding: bytes, name: "d.png")
                return "none"
            } catch {
                return error.message
            }
        }
        #expect(message([]).contains("d.png is not a PNG"))
        #expect(message(Array("P5 1 1 255\n0".utf8)).contains("d.png is not a PNG"))
        #expect(message(try Image(width: 4, height: 4).encodedPNG()).contains("not a depth picture"))
        #expect(message(try Image(width: 4, height: 4, channels: 4).encodedPNG()).contains("not a depth picture"))
        let file = try Self.picture.encodedPNG()
        for count in stride(from: 8, to: file.count - 12, by: 997) {
            #expect(message(Array(file.prefix(count))).contains("d.png"))
        }
        // Each byte of the header, and some of the data, changed.
        for index in Array(8..<40) + Array(stride(from: 60, to: file.count - 12, by: 1013)) {
            var changed = file
            changed[index] ^= 0x11
            #expect(message(changed).contains("d.png") || message(changed) == "none")
        }
        var huge = file
        huge.replaceSubrange(16..<24, with: [0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF])
        #expect(message(huge).contains("pixels"))
    }
}
