import FoundationEssentials
import HeadroomCore
import HeadroomFleets
import TestSupport

/// A survey of files with the given content.
func survey(
    _ format: FleetFormat,
    _ files: [(name: String, content: String)],
    threshold: Double = 0.15,
    price: Price? = nil
) throws -> SurveyDocument {
    try survey(format, files.map { ($0.name, Array($0.content.utf8)) }, threshold: threshold, price: price)
}

func survey(
    _ format: FleetFormat,
    _ files: [(name: String, content: [UInt8])],
    threshold: Double = 0.15,
    price: Price? = nil
) throws -> SurveyDocument {
    let folder = try Folder()
    defer { folder.remove() }
    for file in files { try folder.write(file.content, file.name) }
    let paths = files.map { "\(folder.path)/\($0.name)" }
    return try FleetImport.survey(paths, format: format, threshold: threshold, price: price)
}

/// The error of an import that fails, and its hint; nil where it succeeds.
func refusal(_ format: FleetFormat, _ files: [(name: String, content: String)]) -> FleetError? {
    do {
        _ = try survey(format, files)
        return nil
    } catch {
        return error as? FleetError
    }
}

func isNear(_ a: Double?, _ b: Double) -> Bool { a.map { abs($0 - b) < 1e-9 } ?? false }
