import FoundationEssentials
import Glibc

/// Short name of a content: the hash of Fowler, Noll and Vo (1991) in 64 bits, to distinguish, not for security.
package enum ContentHash {
    private static let offset: UInt64 = 0xcbf2_9ce4_8422_2325
    private static let prime: UInt64 = 0x100_0000_01b3

    package static func of(_ bytes: some Sequence<UInt8>) -> String {
        var value = offset
        for byte in bytes { value = (value ^ UInt64(byte)) &* prime }
        return text(value)
    }

    /// Hash of a file's content; nil if it cannot be read.
    package static func ofFile(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var value = offset
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            guard count > 0 else { return text(value) }
            buffer.withUnsafeBufferPointer { bytes in
                for index in 0..<count { value = (value ^ UInt64(bytes[index])) &* prime }
            }
        }
    }

    private static func text(_ value: UInt64) -> String {
        let digits = String(value, radix: 36)
        return String(repeating: "0", count: 13 - digits.count) + digits
    }
}
