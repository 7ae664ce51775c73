import HeadroomNumerics
import HeadroomScenes
import TestSupport
import Testing

/// Pictures that Pillow wrote, with the pixels that Pillow reads.
@Suite struct PictureTests {
    @Test(arguments: ["rgb.png", "interlaced.png", "rgb16.png"])
    func colors(_ name: String) throws {
        #expect(try TestPictures.image(name) == TestPictures.ramp)
    }

    @Test func opacity() throws {
        let image = try TestPictures.image("rgba.png")
        #expect(image.channels == 4)
        for pixel in 0..<20 {
            #expect(
                Array(image.bytes[pixel * 4..<pixel * 4 + 3])
                    == Array(TestPictures.ramp.bytes[pixel * 3..<pixel * 3 + 3])
            )
            #expect(image.bytes[pixel * 4 + 3] == 255 - image.bytes[pixel * 4])
        }
    }

    @Test func gray() throws {
        let image = try TestPictures.image("gray.png")
        #expect(image.channels == 1)
        #expect(image.bytes == (0..<20).map { TestPictures.ramp.bytes[$0 * 3] })
        #expect(try TestPictures.image("gray1.png").bytes == [255, 0, 255, 255, 0, 0, 0, 255])
        let transparent = try TestPictures.image("gray-alpha.png")
        #expect(transparent.channels == 4)
        #expect(transparent.bytes[0..<4] == [10, 10, 10, 200])
        #expect(transparent.bytes[7] == 0)
    }

    @Test func palettes() throws {
        let colors: [[UInt8]] = [[255, 0, 0], [0, 255, 0], [0, 0, 255], [9, 8, 7]]
        let indices = [0, 1, 2, 3, 3, 2, 1, 0]
        #expect(try TestPictures.image("palette.png").bytes == indices.flatMap { colors[$0] })
        let opacities: [UInt8] = [255, 128, 0, 255]
        let image = try TestPictures.image("palette-transparent.png")
        #expect(image.channels == 4)
        for (pixel, index) in indices.enumerated() {
            #expect(image.bytes[pixel * 4 + 3] == opacities[index])
            // A pixel without opacity has no color.
            if opacities[index] > 0 { #expect(Array(image.bytes[pixel * 4..<pixel * 4 + 3]) == colors[index]) }
        }
    }

    /// The corners as Pillow reads them, within the rounding of another version of the library.
    @Test(arguments: [
        ("rgb.jpg", [[1, 0, 254], [228, 2, 26], [1, 225, 253], [230, 224, 26]]),
        ("progressive.jpg", [[1, 0, 254], [228, 2, 26], [1, 225, 253], [230, 224, 26]]),
        ("cmyk.jpg", [[0, 0, 255], [230, 0, 25], [0, 226, 255], [230, 226, 25]]),
        ("gray.jpg", [[0], [230], [0], [230]]),
    ])
    func jpeg(_ name: String, corners: [[Int]]) throws {
        let image = try TestPictures.image(name)
        #expect(image.width == 24 && image.height == 16 && image.channels == corners[0].count)
        for (corner, pixel) in zip(corners, [0, 23, 15 * 24, 15 * 24 + 23]) {
            for (channel, value) in corner.enumerated() {
                #expect(abs(Int(image.bytes[pixel * image.channels + channel]) - value) <= 3)
            }
        }
    }

    /// The corner of the picture as stored that is at the top left of the upright one, and that at its top right, by the
    /// table of EXIF 2.3 (4.6.5, orientation).
    @Test(arguments: [
        (2, "top right", "top left"), (3, "bottom right", "bottom left"), (4, "bottom left", "bottom right"),
        (5, "top left", "bottom left"), (6, "bottom left", "top left"), (7, "bottom right", "top right"),
        (8, "top right", "bottom right"),
    ])
    func orientation(_ orientation: Int, topLeft: String, topRight: String) throws {
        let stored = try TestPictures.image("rgb.jpg")
        let image = try TestPictures.image("orientation\(orientation).jpg")
        #expect(image.width == (orientation < 5 ? 24 : 16) && image.height == (orientation < 5 ? 16 : 24))
        let pixels = ["top left": 0, "top right": 23, "bottom left": 15 * 24, "bottom right": 15 * 24 + 23]
        func color(_ image: Image, _ pixel: Int) -> [UInt8] { Array(image.bytes[pixel * 3..<pixel * 3 + 3]) }
        #expect(color(image, 0) == color(stored, try #require(pixels[topLeft])))
        #expect(color(image, image.width - 1) == color(stored, try #require(pixels[topRight])))
    }

    @Test(arguments: [1, 3, 4])
    func pngRoundTrip(_ channels: Int) throws {
        var generator = SeededGenerator(seed: UInt64(channels))
        for (width, height) in [(1, 1), (1, 9), (17, 3), (64, 64)] {
            let image = TestPictures.noise(width, height, channels, &generator)
            #expect(try Image(decoding: try PNG.encode(image)) == image)
        }
    }

    @Test func pixmaps() throws {
        #expect(try Image(decoding: Array("P6\n5 4\n255\n".utf8) + TestPictures.ramp.bytes) == TestPictures.ramp)
        let commented = Array("P5 # gray\n#two\n 2\t1 \r\n255\n".utf8) + [7, 8]
        #expect(try Image(decoding: commented) == Image(width: 2, height: 1, channels: 1, bytes: [7, 8]))
        let wide = Array("P6 1 1 65535\n".utf8) + [0xFF, 0xFF, 0x80, 0x80, 0, 0]
        #expect(try Image(decoding: wide).bytes == [255, 128, 0])
        let coarse = Array("P5 3 1 4\n".utf8) + [0, 2, 4]
        #expect(try Image(decoding: coarse).bytes == [0, 128, 255])
    }

    @Test func writtenFilesAreReadByContent() throws {
        let folder = try Folder()
        defer { folder.remove() }
        try TestPictures.ramp.writePNG(to: "\(folder.path)/misnamed.jpg")
        #expect(try Image(contentsOf: "\(folder.path)/misnamed.jpg") == TestPictures.ramp)
    }
}
