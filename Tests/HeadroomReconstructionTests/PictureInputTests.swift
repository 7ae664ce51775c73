import HeadroomReconstruction
import HeadroomScenes
import Testing

/// Frames of videos and folders.
struct PictureInputTests {
    /// Frames of one gray each, so that a frame shows its number.
    private func frame(_ number: Int) -> Image {
        Image(width: 6, height: 6, channels: 3, bytes: Array(repeating: UInt8(number), count: 108))
    }

    private func numbers(_ images: [Image]) -> [Int] { images.map { Int($0.bytes[0]) } }

    private let size = FrameSize(argument: "6x6")

    @Test(arguments: [(1, [0]), (4, [0, 1, 2, 3]), (10, [1, 3, 5, 7, 9]), (200, [20, 60, 100, 140, 180])])
    func framesAreSpacedEvenly(_ count: Int, _ expected: [Int]) throws {
        let raw = (0..<count).flatMap { frame($0).bytes }
        let input = PictureInput(frames: 5)
        #expect(try numbers(input.images(of: ByteStream(raw, name: "raw"), size: size)) == expected)
        // In gray, Y4M with the full range has the same bytes.
        var y4m = Array("YUV4MPEG2 W6 H6 F25:1 Cmono XCOLORRANGE=FULL\n".utf8)
        for number in 0..<count { y4m += Array("FRAME\n".utf8) + Array(repeating: UInt8(number), count: 36) }
        #expect(try numbers(input.images(of: ByteStream(y4m, name: "a.y4m"), size: nil)) == expected)

        let folder = try ShapeFolder()
        defer { folder.remove() }
        // By their numbers, and not as words.
        for number in 0..<min(count, 12) {
            try folder.write(frame(number).encodedPNG(), "frame-\(number).png")
        }
        if count <= 12 { #expect(try numbers(input.images([folder.path])) == expected) }
    }

    /// Of a long video not all frames are kept, and those that are used are near to the right ones.
    @Test func aLongVideo() throws {
        let count = 5000
        let side = FrameSize(argument: "1x1")
        // The number in two of the bytes.
        let raw: [UInt8] = (0..<count).flatMap { number -> [UInt8] in [UInt8(number / 256), UInt8(number % 256), 0] }
        let images = try PictureInput(frames: 7).images(of: ByteStream(raw, name: "raw"), size: side)
        for (index, image) in images.enumerated() {
            let number = Int(image.bytes[0]) * 256 + Int(image.bytes[1])
            #expect(abs(number - (2 * index + 1) * count / 14) <= 8)
        }
        #expect(images.count == 7)
    }

    @Test func whatIsWrongIsNamed() throws {
        let folder = try ShapeFolder()
        defer { folder.remove() }
        let input = PictureInput(frames: 3)
        func message(_ body: () throws(SceneFileError) -> [Image]) -> String {
            do throws(SceneFileError) {
                _ = try body()
                return ""
            } catch { return error.description }
        }
        #expect(message { () throws(SceneFileError) in try input.images([folder.path]) }.contains("has no pictures"))
        let half = Array(frame(1).bytes + frame(2).bytes.dropLast(7))
        #expect(
            message { () throws(SceneFileError) in
                try input.images(of: ByteStream(half, name: "raw"), size: size)
            }.contains("frame 2 ends after 101 of 108 bytes")
        )
        #expect(
            message { () throws(SceneFileError) in
                try input.images(of: ByteStream([], name: "raw"), size: size)
            }.contains("raw has no frames")
        )
        #expect(
            message { () throws(SceneFileError) in
                try input.images(of: ByteStream(half, name: "standard input"), size: nil)
            }.contains("--frame-size")
        )
        for wrong in ["6", "6x", "0x5", "6x6x6", "axb", "-1x5"] { #expect(FrameSize(argument: wrong) == nil) }
    }
}
