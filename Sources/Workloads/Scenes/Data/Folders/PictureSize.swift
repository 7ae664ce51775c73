import HeadroomScenes

/// The number of pixels of a picture file; of a PNG only the header is read.
struct PictureSize {
    let width, height: Int

    init(contentsOf path: String) throws(SceneFileError) {
        var stream = try ByteStream(contentsOf: path)
        // The signature, the length and kind of the first chunk, and the size, most significant byte first.
        let start = try stream.read(upTo: 24)
        guard start.count == 24, start.starts(with: [0x89, 0x50, 0x4E, 0x47]), start[12...].starts(with: "IHDR".utf8)
        else {
            let image = try Image(contentsOf: path)
            (width, height) = (image.width, image.height)
            return
        }
        func number(_ offset: Int) -> Int { start[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
        (width, height) = (number(16), number(20))
    }
}
