import FoundationEssentials
package import HeadroomCore

/// The document itself: indented, keys in order, what was not measured as null.
package enum JSONReport {
    package static func render(_ document: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(document), as: UTF8.self) + "\n"
    }

    /// The document of a stored report.
    package static func compare(from text: String) throws -> CompareDocument {
        try JSONDecoder().decode(CompareDocument.self, from: Data(text.utf8))
    }

    /// The document of a stored report.
    package static func sweep(from text: String) throws -> SweepDocument {
        try JSONDecoder().decode(SweepDocument.self, from: Data(text.utf8))
    }
}
