import HeadroomScenes

/// The pictures that `Pictures/make.py` wrote.
enum TestPictures {
    static func path(_ name: String) -> String {
        "\(#filePath)".replacing("TestPictures.swift", with: "Pictures/\(name)")
    }

    static func bytes(_ name: String) throws -> [UInt8] { try SceneFile.read(path(name)) }

    static func image(_ name: String) throws -> Image { try Image(contentsOf: path(name)) }

    /// The pixels of `rgb.png`: byte i is 4 i.
    static let ramp = Image(width: 5, height: 4, channels: 3, bytes: (0..<60).map { UInt8($0 * 4) })

    /// A picture of random bytes.
    static func noise(_ width: Int, _ height: Int, _ channels: Int, _ generator: inout some RandomNumberGenerator)
        -> Image
    {
        Image(
            width: width,
            height: height,
            channels: channels,
            bytes: (0..<width * height * channels).map { _ in .random(in: 0...255, using: &generator) }
        )
    }
}
