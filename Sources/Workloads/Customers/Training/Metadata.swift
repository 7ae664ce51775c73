import FoundationEssentials

extension Encodable {
    /// The value as JSON, for the metadata of a model file.
    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}
