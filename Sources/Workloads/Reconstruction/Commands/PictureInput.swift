package import HeadroomScenes

/// Pictures of an object from what a command line names: pictures, folders of numbered frames, and videos.
package struct PictureInput: Sendable {
    /// Number of frames of a folder or a video that are used, evenly spaced.
    private let frames: Int
    /// Of raw RGB on standard input; nil where that is Y4M.
    private let frameSize: FrameSize?

    private static let endings = ["png", "jpg", "jpeg", "ppm", "pgm"]

    package init(frames: Int, frameSize: FrameSize? = nil) {
        (self.frames, self.frameSize) = (frames, frameSize)
    }

    /// The pictures as the model receives them, squares of ``ImageEncoder/imageSize``.
    package func images(_ arguments: [String]) throws(SceneFileError) -> [Image] {
        var images: [Image] = []
        for argument in arguments { images += try self.images(argument) }
        return images
    }

    private func images(_ argument: String) throws(SceneFileError) -> [Image] {
        if argument == "-" { return try images(of: ByteStream(contentsOf: argument), size: frameSize) }
        if FolderListing.isFolder(argument) { return try images(ofFolder: argument) }
        if argument.lowercased().hasSuffix(".y4m") {
            return try images(of: ByteStream(contentsOf: argument), size: nil)
        }
        return [try Self.square(Image(contentsOf: argument))]
    }

    /// Frames of a video.
    ///
    /// - Parameter size: of frames of raw RGB; nil for Y4M.
    package func images(of stream: consuming ByteStream, size: FrameSize?) throws(SceneFileError) -> [Image] {
        let name = stream.name
        var kept = EvenFrames<Image>()
        if let size {
            var video = try RawVideo(stream, width: size.width, height: size.height)
            while let frame = try video.next() { kept.append { Self.square(frame) } }
        } else {
            var video = try Self.y4m(stream)
            while let frame = try video.next() { kept.append { Self.square(frame) } }
        }
        guard kept.count > 0 else { throw SceneFileError("\(name) has no frames") }
        return kept.evenly(frames)
    }

    private static func y4m(_ stream: consuming ByteStream) throws(SceneFileError) -> Y4MVideo {
        let isStandardInput = stream.name == "standard input"
        do throws(SceneFileError) {
            return try Y4MVideo(stream)
        } catch {
            guard isStandardInput else { throw error }
            throw SceneFileError(
                error.message,
                hint:
                    "Raw RGB needs --frame-size WxH: ffmpeg -i VIDEO -f rawvideo -pix_fmt rgb24 - | headroom reconstruct -"
            )
        }
    }

    /// Frames of a folder, in the order of the numbers at the ends of their names.
    private func images(ofFolder path: String) throws(SceneFileError) -> [Image] {
        let names = FolderListing.files(path, Self.endings).map { (number: Self.number($0), name: $0) }
            .sorted { ($0.number, $0.name) < ($1.number, $1.name) }
        guard !names.isEmpty else {
            throw SceneFileError(
                "the folder \(path) has no pictures",
                hint: "Files that end in .\(Self.endings.joined(separator: ", .")) are used."
            )
        }
        var images: [Image] = []
        for index in EvenFrames<Image>.indices(frames, of: names.count) {
            images.append(Self.square(try Image(contentsOf: "\(path)/\(names[index].name)")))
        }
        return images
    }

    /// The number before the ending, such as 12 of `frame-012.png`; 0 without one.
    private static func number(_ name: String) -> Int {
        let stem = name[..<(name.lastIndex(of: ".") ?? name.endIndex)]
        let digits = stem.reversed().prefix { $0.isASCII && $0.isNumber }.reversed()
        return Int(String(digits)) ?? 0
    }

    private static func square(_ image: Image) -> Image { image.square(side: ImageEncoder.imageSize) }
}
