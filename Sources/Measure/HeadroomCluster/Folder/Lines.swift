import FoundationEssentials

/// JSON as the files of a run folder have it.
enum Lines {
    /// One JSON object with sorted keys, without its line feed.
    static func encode(_ value: some Encodable) throws(ClusterError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoded(value, by: encoder)
    }

    /// Indented JSON with sorted keys, for files that people read.
    static func encodeIndented(_ value: some Encodable) throws(ClusterError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoded(value, by: encoder) + [UInt8(ascii: "\n")]
    }

    private static func encoded(_ value: some Encodable, by encoder: JSONEncoder) throws(ClusterError) -> [UInt8] {
        do {
            return Array(try encoder.encode(value))
        } catch {
            throw ClusterError(.missing, "a value cannot be written as JSON: \(error)")
        }
    }

    /// Objects of the complete lines of a file; lines that cannot be read are skipped, as the last one of a crash.
    static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) -> [Value] {
        data.split(separator: UInt8(ascii: "\n")).compactMap { try? JSONDecoder().decode(type, from: Data($0)) }
    }
}
