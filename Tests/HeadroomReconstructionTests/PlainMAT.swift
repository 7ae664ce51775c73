/// Files of MATLAB with one array, without compression.
enum PlainMAT {
    /// - Parameter values: the first index changes fastest.
    static func file(_ name: String, _ shape: [UInt32], _ values: [UInt8]) -> [UInt8] {
        func word(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(value >> (8 * $0) & 0xFF) } }
        func element(_ kind: UInt32, _ bytes: [UInt8]) -> [UInt8] {
            word(kind) + word(UInt32(bytes.count)) + bytes + Array(repeating: 0, count: (8 - bytes.count % 8) % 8)
        }
        let content =
            element(6, word(9) + word(0)) + element(5, shape.flatMap(word)) + element(1, Array(name.utf8))
            + element(2, values)
        return Array(repeating: 32, count: 124) + [0, 1] + Array("IM".utf8) + element(14, content)
    }
}
