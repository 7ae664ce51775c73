import CImageCodec

/// The deflate format (RFC 1951) and CRC-32, by zlib.
package enum Deflate {
    package static func crc32(_ bytes: some Collection<UInt8>, after start: UInt32 = 0) -> UInt32 {
        bytes.withContiguousStorageIfAvailable { image_codec_crc32(start, $0.baseAddress, $0.count) }
            ?? image_codec_crc32(start, Array(bytes), bytes.count)
    }

    package static func compress(_ bytes: [UInt8]) -> [UInt8] {
        let capacity = image_codec_deflate_bound(bytes.count)
        return [UInt8](unsafeUninitializedCapacity: capacity) { buffer, initialized in
            initialized = image_codec_deflate(bytes, bytes.count, buffer.baseAddress, capacity)
        }
    }

    /// Expands a stream whose content has `size` bytes.
    ///
    /// - Parameters:
    ///   - isStart: whether only the first `size` bytes of the content are wanted.
    ///   - what: what errors name.
    static func expand(
        _ bytes: ArraySlice<UInt8>,
        size: Int,
        isStart: Bool = false,
        what: String
    ) throws(SceneFileError) -> [UInt8] {
        // No deflate stream expands further than 1032 times (zlib's documentation), so a larger size is not reserved.
        guard size >= 0, size / 1032 <= bytes.count else {
            throw SceneFileError("\(what) declares \(size) bytes, more than its compressed data can have")
        }
        var message = CodecCall.message
        var isWhole = false
        let content = [UInt8](unsafeUninitializedCapacity: max(size, 1)) { buffer, initialized in
            let expand = isStart ? image_codec_inflate_start : image_codec_inflate
            isWhole = bytes.withUnsafeBufferPointer {
                expand($0.baseAddress, $0.count, buffer.baseAddress, size, &message)
            }
            initialized = isWhole ? size : 0
        }
        guard isWhole else { throw CodecCall.failure(what, "cannot be expanded", message) }
        return content
    }
}
