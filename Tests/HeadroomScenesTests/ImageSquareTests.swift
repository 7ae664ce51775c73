import HeadroomScenes
import Testing

@Suite struct ImageSquareTests {
    private func image(_ width: Int, _ height: Int, channels: Int = 3, _ byte: (Int, Int, Int) -> UInt8) -> Image {
        var image = Image(width: width, height: height, channels: channels)
        for y in 0..<height {
            for x in 0..<width {
                for channel in 0..<channels { image.bytes[(y * width + x) * channels + channel] = byte(x, y, channel) }
            }
        }
        return image
    }

    @Test(arguments: [1, 17, 64, 100]) func aSquareOfOneColorKeepsIt(_ side: Int) {
        let square = image(40, 40) { _, _, channel in [10, 120, 250][channel] }.square(side: side)
        #expect(square == image(side, side) { _, _, channel in [10, 120, 250][channel] })
    }

    @Test func eachPixelIsTheMeanOfThoseItCovers() {
        // 6 pixels become 4: each covers one and a half.
        let square = image(6, 6) { x, _, _ in UInt8(40 * x) }.square(side: 4)
        let means: [Double] = [20 / 1.5, 100 / 1.5, 200 / 1.5, 280 / 1.5]
        for (x, mean) in means.enumerated() { #expect(abs(Double(square.bytes[3 * x]) - mean) <= 0.5) }
    }

    @Test func aWidePictureIsExtendedByTheColorOfItsBorder() {
        // A dark object in the middle of a light picture.
        let wide = image(60, 20) { x, y, _ in (25..<35).contains(x) && (6..<14).contains(y) ? 10 : 200 }
        let square = wide.square(side: 30)
        let dark = (0..<900).filter { square.bytes[3 * $0] < 100 }
        #expect(Set(dark.map { $0 / 30 }) == Set(13...16) && Set(dark.map { $0 % 30 }) == Set(13...16))
        #expect(square.bytes[0] == 200 && square.bytes[3 * 899] == 200)
    }

    @Test func whatIsTransparentBecomesLightGray() {
        let clear = image(8, 8, channels: 4) { _, _, channel in channel == 3 ? 0 : 77 }.square(side: 8)
        #expect(clear.bytes.allSatisfy { $0 == 240 })
        let gray = image(8, 8, channels: 1) { _, _, _ in 99 }.square(side: 8)
        #expect(gray.channels == 3 && gray.bytes.allSatisfy { $0 == 99 })
    }
}
