import HeadroomNumerics
import HeadroomScenes
import TestSupport
import Testing

/// Animated PNGs, and videos without compression.
@Suite struct MovingPictureTests {
    @Test func animationIsAPNGOfItsFirstFrameWithAllOthersInOrder() throws {
        var generator = SeededGenerator(seed: 5)
        let frames = (0..<4).map { _ in TestPictures.noise(16, 9, 3, &generator) }
        let file = try AnimatedPNG.encode(frames, milliseconds: 40)
        #expect(try Image(decoding: file) == frames[0])
        let chunks = PNGChunk.all(in: file)
        #expect(chunks.first { $0.kind == "acTL" }?.data.elementsEqual([0, 0, 0, 4, 0, 0, 0, 0]) == true)
        #expect(chunks.last?.kind == "IEND")
        // The sequence numbers of frames and their data count up from 0 without a gap.
        let numbered = chunks.filter { ["fcTL", "fdAT"].contains($0.kind) }.map { $0.data.prefix(4).last }
        #expect(numbered == (0..<UInt8(numbered.count)).map { $0 })
        // The data of each frame, put into a PNG of its own, are that frame.
        var parts: [[PNGChunk]] = []
        for chunk in chunks {
            if chunk.kind == "fcTL" { parts.append([]) }
            if ["IDAT", "fdAT"].contains(chunk.kind) { parts[parts.count - 1].append(chunk) }
        }
        #expect(parts.count == 4)
        for (frame, data) in zip(frames, parts) {
            var single = Array(file[..<8])
            single.append(try #require(chunks.first { $0.kind == "IHDR" }))
            for chunk in data {
                single.append(PNGChunk(kind: "IDAT", data: chunk.kind == "IDAT" ? chunk.data : chunk.data.dropFirst(4)))
            }
            single.append(PNGChunk(kind: "IEND", data: []))
            #expect(try Image(decoding: single) == frame)
        }
    }

    @Test func checksumIsThatOfTheStandard() {
        // The check value of CRC-32/ISO-HDLC, and the closing chunk of every PNG.
        #expect(Deflate.crc32(Array("123456789".utf8)) == 0xCBF4_3926)
        #expect(Deflate.crc32(Array("6789".utf8), after: Deflate.crc32(Array("12345".utf8))) == 0xCBF4_3926)
        var end: [UInt8] = []
        end.append(PNGChunk(kind: "IEND", data: []))
        #expect(end == [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82])
    }

    /// Two pixels high and wide, each frame of one color by BT.601.
    @Test(arguments: ["420", "420jpeg", "422", "444", "mono"])
    func y4m(_ layout: String) throws {
        let colors: [(yuv: [UInt8], rgb: [UInt8])] = [
            ([16, 128, 128], [0, 0, 0]), ([235, 128, 128], [255, 255, 255]), ([81, 90, 240], [254, 0, 0]),
            ([145, 54, 34], [0, 255, 1]), ([41, 240, 110], [0, 0, 255]),
        ]
        let chroma = ["422": 2, "444": 4, "mono": 0][layout] ?? 1
        var bytes = Array("YUV4MPEG2 W2 H2 F30000:1001 Ip A1:1 C\(layout)\n".utf8)
        for (yuv, _) in colors {
            bytes += Array("FRAME\n".utf8) + Array(repeating: yuv[0], count: 4)
            bytes += Array(repeating: yuv[1], count: chroma) + Array(repeating: yuv[2], count: chroma)
        }
        var video = try Y4MVideo(ByteStream(bytes, name: "a.y4m"))
        #expect(video.width == 2 && video.height == 2 && video.framesPerSecond == 30000.0 / 1001)
        for (index, (_, rgb)) in colors.enumerated() {
            let frame = try #require(try video.next())
            if layout == "mono", index > 1 { continue }
            for (byte, value) in zip(frame.bytes, Array(repeating: rgb, count: 4).joined()) {
                #expect(abs(Int(byte) - Int(value)) <= 1)
            }
        }
        #expect(try video.next() == nil)
    }

    /// The full range of cameras, in which JPEG has its colors: white is 255, and pure red (76, 85, 255).
    @Test func fullRange() throws {
        let bytes = Array("YUV4MPEG2 W1 H1 C444 XYSCSS=444 XCOLORRANGE=FULL\nFRAME\n".utf8) + [255, 128, 128]
        var video = try Y4MVideo(ByteStream(bytes + Array("FRAME\n".utf8) + [76, 85, 255], name: "a.y4m"))
        #expect(try video.next()?.bytes == [255, 255, 255])
        #expect(try video.next()?.bytes == [254, 0, 0])
    }

    @Test func chromaOfOddSizes() throws {
        // 3 x 3 pixels of 420 have 2 x 2 colors.
        let bytes =
            Array("YUV4MPEG2 W3 H3\nFRAME\n".utf8) + Array(repeating: 128, count: 9) + [128, 255, 128, 0] + [
                128, 128, 128, 128,
            ]
        var video = try Y4MVideo(ByteStream(bytes, name: "a.y4m"))
        let frame = try #require(try video.next())
        func blue(_ x: Int, _ y: Int) -> Int { Int(frame.bytes[(y * 3 + x) * 3 + 2]) }
        #expect(blue(2, 0) == 255 && blue(2, 1) == 255 && blue(2, 2) == 0 && blue(1, 1) == blue(0, 2))
    }

    @Test func rawFramesFromAFile() throws {
        let folder = try Folder()
        defer { folder.remove() }
        var generator = SeededGenerator(seed: 6)
        let frames = (0..<3).map { _ in TestPictures.noise(200, 150, 3, &generator) }
        try folder.write(frames.flatMap(\.bytes) + [1, 2], "frames.rgb")
        var video = try RawVideo(ByteStream(contentsOf: "\(folder.path)/frames.rgb"), width: 200, height: 150)
        for frame in frames { #expect(try video.next() == frame) }
        do {
            _ = try video.next()
            Issue.record("The incomplete frame was read.")
        } catch {
            #expect(error.message.contains("frame 4 ends after 2 of 90000 bytes"))
        }
    }
}
