/// A moving picture in a PNG, which browsers play and other programs show as its first frame.
///
/// Animated PNG, now part of PNG (Third Edition): `acTL` has the number of frames, each frame an `fcTL`, and the frames
/// after the first have their data in `fdAT` in place of `IDAT`.
package enum AnimatedPNG {
    /// The bytes of the file.
    ///
    /// - Parameters:
    ///   - frames: pictures of one size and number of channels.
    ///   - milliseconds: how long each is shown.
    ///   - plays: how often; 0 without end.
    package static func encode(
        _ frames: [Image],
        milliseconds: Int,
        plays: Int = 0,
        name: String = "the picture"
    ) throws(SceneFileError) -> [UInt8] {
        guard let first = frames.first else { throw SceneFileError("\(name) would have no frames") }
        var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        var sequence: UInt32 = 0
        for (index, frame) in frames.enumerated() {
            guard frame.width == first.width, frame.height == first.height, frame.channels == first.channels else {
                throw SceneFileError(
                    "\(name): frame \(index + 1) has another size or number of channels than the first"
                )
            }
            let chunks = PNGChunk.all(in: try PNG.encode(frame, name: name))
            if index == 0 {
                for chunk in chunks.prefix(while: { $0.kind != "IDAT" }) { file.append(chunk) }
                var control: [UInt8] = []
                control.append(bigEndian: UInt32(frames.count))
                control.append(bigEndian: UInt32(clamping: plays))
                file.append(PNGChunk(kind: "acTL", data: control[...]))
            }
            file.append(frameControl(first, sequence, milliseconds))
            sequence += 1
            for chunk in chunks where chunk.kind == "IDAT" {
                if index == 0 {
                    file.append(chunk)
                } else {
                    var data: [UInt8] = []
                    data.append(bigEndian: sequence)
                    sequence += 1
                    file.append(PNGChunk(kind: "fdAT", data: (data + chunk.data)[...]))
                }
            }
        }
        file.append(PNGChunk(kind: "IEND", data: []))
        return file
    }

    /// Writes the file.
    package static func write(
        _ frames: [Image],
        milliseconds: Int,
        plays: Int = 0,
        to path: String
    ) throws(SceneFileError) {
        try SceneFile.write(try encode(frames, milliseconds: milliseconds, plays: plays, name: path), to: path)
    }

    /// The `fcTL` of a frame that covers the picture and replaces what was there.
    private static func frameControl(_ frame: Image, _ sequence: UInt32, _ milliseconds: Int) -> PNGChunk {
        var data: [UInt8] = []
        data.append(bigEndian: sequence)
        data.append(bigEndian: UInt32(frame.width))
        data.append(bigEndian: UInt32(frame.height))
        data.append(contentsOf: Array(repeating: 0, count: 8))  // Its offset.
        data.append(bigEndian: UInt16(clamping: milliseconds))
        data.append(bigEndian: 1000 as UInt16)
        data.append(contentsOf: [0, 0])  // Nothing is disposed of; the source replaces.
        return PNGChunk(kind: "fcTL", data: data[...])
    }
}
