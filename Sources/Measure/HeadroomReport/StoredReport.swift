import FoundationEssentials
package import HeadroomCore

/// Decodes stored documents.
package enum StoredReport {
    package static func compare(from text: String) throws -> CompareDocument {
        try JSONDecoder().decode(CompareDocument.self, from: Data(text.utf8))
    }

    package static func plane(from text: String) throws -> PlaneDocument {
        try JSONDecoder().decode(PlaneDocument.self, from: Data(text.utf8))
    }

    package static func sweep(from text: String) throws -> SweepDocument {
        try JSONDecoder().decode(SweepDocument.self, from: Data(text.utf8))
    }
}
