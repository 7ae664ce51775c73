import FoundationEssentials
import TestSupport
import Testing

/// The instrument and the trainings share only the code in `Sources/Common`.
@Suite struct ModuleBoundaryTests {
    private static let sources = "\(Needs.root)/Sources"

    /// Names of the modules in a part of the sources.
    private func modules(in part: String) throws -> Set<String> {
        let folders = try FileManager.default.contentsOfDirectory(atPath: "\(Self.sources)/\(part)")
        return Set(folders.map { part == "Workloads" ? "Headroom\($0)" : $0 })
    }

    /// Imports of forbidden modules below a folder: `File.swift imports HeadroomCore`.
    private func trespasses(_ folder: String, of forbidden: Set<String>) throws -> [String] {
        let path = "\(Self.sources)/\(folder)"
        let files = try FileManager.default.subpathsOfDirectory(atPath: path).filter { $0.hasSuffix(".swift") }
        #expect(!files.isEmpty)
        return try files.flatMap { file in
            let text = try String(contentsOf: URL(filePath: "\(path)/\(file)"), encoding: .utf8)
            let imported = text.split(separator: "\n").filter { $0.contains("import ") && !$0.hasPrefix("//") }
                .compactMap { $0.split(separator: " ").last.map(String.init) }
            return forbidden.intersection(imported).map { "\(folder)/\(file) imports \($0)" }
        }
    }

    @Test func theInstrumentKnowsNoTraining() throws {
        let trainings = try modules(in: "Learn").union(modules(in: "Workloads"))
        #expect(trainings.isSuperset(of: ["HeadroomTorch", "HeadroomTraining", "HeadroomDigits"]))
        for folder in ["Measure", "Common", "Tools/headroom"] {
            let found = try trespasses(folder, of: trainings)
            #expect(found.isEmpty, "\(found)")
        }
    }

    @Test func theTrainingsKnowNothingOfTheInstrument() throws {
        let instrument = try modules(in: "Measure")
        #expect(instrument.isSuperset(of: ["HeadroomCore", "HeadroomTrials", "HeadroomReport"]))
        for folder in ["Learn", "Workloads", "Common", "Tools/headroom-train"] {
            let found = try trespasses(folder, of: instrument)
            #expect(found.isEmpty, "\(found)")
        }
    }
}
