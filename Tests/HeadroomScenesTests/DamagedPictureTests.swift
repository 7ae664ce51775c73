import HeadroomNumerics
import HeadroomScenes
import Testing

/// Files that are not pictures, or damaged ones.
@Suite struct DamagedPictureTests {
    private func refusal(_ bytes: [UInt8], name: String = "x.png") -> SceneFileError? {
        #expect(throws: SceneFileError.self) { try Image(decoding: bytes, name: name) }
    }

    @Test(arguments: ["rgb.png", "interlaced.png", "palette.png", "rgb.jpg", "progressive.jpg"])
    func everyShorterFileIsRefused(_ name: String) throws {
        let bytes = try TestPictures.bytes(name)
        // Of a PNG, the closing chunk (12 bytes) is not needed, nor of a JPEG the marker of its end with the last bits.
        for count in 0..<bytes.count - (name.hasSuffix("png") ? 13 : 24) {
            let error = refusal(Array(bytes[..<count]), name: "short.file")
            #expect(error?.message.contains("short.file") == true)
        }
    }

    /// No change of a byte crashes; what is read keeps to the declared size.
    @Test(arguments: [
        "rgb16.png", "interlaced.png", "palette-transparent.png", "orientation6.jpg", "cmyk.jpg", "progressive.jpg",
    ])
    func changedBytesNeverCrash(_ name: String) throws {
        let original = try TestPictures.bytes(name)
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<400 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                bytes[.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            if let image = try? Image(decoding: bytes) {
                #expect(image.bytes.count == image.width * image.height * image.channels)
            }
        }
    }

    @Test func largeSizesAreRefusedBeforeMemoryIsReserved() throws {
        let error = refusal(Array("P6 100000 100000 255\n".utf8))
        #expect(error?.message.contains("100000 x 100000") == true)
        #expect(refusal(Array("P6 9223372036854775807 9223372036854775807 255\n".utf8)) != nil)
        // The header of a PNG of 2^30 x 2^30 pixels.
        var bytes = try TestPictures.bytes("rgb.png")
        bytes.replaceSubrange(16..<24, with: [0x40, 0, 0, 0, 0x40, 0, 0, 0])
        #expect(refusal(bytes) != nil)
    }

    @Test(arguments: [
        ([0, 0, 0, 24] + Array("ftypheic".utf8), "HEIC", "ffmpeg -i IMG_1.HEIC IMG_1.png"),
        ([0, 0, 0, 24] + Array("ftypisom".utf8), "video", "-vf fps=5 frames/%05d.png"),
        ([0x1A, 0x45, 0xDF, 0xA3], "WebM", "ffmpeg"),
        (Array("GIF89a".utf8), "GIF", "ffmpeg"),
        (Array("<html>".utf8), "does not begin as", "ffmpeg"),
    ])
    func otherFormatsAreNamedWithWhatConvertsThem(_ bytes: [UInt8], named: String, hint: String) {
        let error = refusal(bytes, name: "IMG_1.HEIC")
        #expect(error?.message.contains(named) == true)
        #expect(error?.hint?.contains(hint) == true)
    }

    @Test func missingFilesAndFoldersAreNamed() {
        for path in ["/nonexistent/a.png", "/tmp"] {
            let error = #expect(throws: SceneFileError.self) { try Image(contentsOf: path) }
            #expect(error?.message.contains(path) == true)
        }
    }
}
