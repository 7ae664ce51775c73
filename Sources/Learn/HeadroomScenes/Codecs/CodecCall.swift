import CImageCodec

/// Calls of the codecs in C.
enum CodecCall {
    /// Error of a call that returned no success, with the words of the library.
    static func failure(_ name: String, _ what: String, _ message: [CChar]) -> SceneFileError {
        let words = String(decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return SceneFileError(
            "\(name) \(what): \(words.isEmpty ? "no reason is known" : words)",
            hint: "The file may be incomplete or damaged; copy or export it again."
        )
    }

    /// Room for the words of a library.
    static var message: [CChar] { Array(repeating: 0, count: Int(IMAGE_CODEC_MESSAGE)) }
}
