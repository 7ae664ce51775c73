import FoundationEssentials
import HeadroomNumerics
import HeadroomScenes
import Subprocess
import TestSupport
import Testing

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

private let trimeshPython = ProcessInfo.processInfo.environment["HEADROOM_TRIMESH"]

/// What trimesh reads in a file.
private struct Reading: Decodable {
    var faces: Int
    /// Three least and three greatest coordinates.
    var bounds: [Double]
    var isWatertight: Bool
    var volume: Double
    var area: Double
    var euler: Int
    var color: [Int]?
}

/// Our files as another library reads them.
///
/// `HEADROOM_TRIMESH` names a Python with trimesh and SciPy.
@Suite(.enabled(if: trimeshPython != nil, "HEADROOM_TRIMESH names no Python with trimesh"))
struct TrimeshTests {
    private func readings(_ paths: [String]) async throws -> [Reading] {
        let script = "\(#filePath)".replacing("TrimeshTests.swift", with: "Scripts/trimesh_report.py")
        let run = try await Subprocess.run(
            .path(FilePath(try #require(trimeshPython))),
            arguments: Arguments([script] + paths),
            output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 16)
        )
        try #require(run.terminationStatus.isSuccess, "\(run.standardError)")
        return try run.standardOutput.split(separator: "\n").map {
            try JSONDecoder().decode(Reading.self, from: Data($0.utf8))
        }
    }

    @Test func everyFormatIsReadAlike() async throws {
        let folder = try Folder()
        defer { folder.remove() }
        var generator = SeededGenerator(seed: 12)
        let mesh = TestMeshes.colored(&generator)
        let formats = ["glb", "ply", "obj", "stl", "off"]
        for format in formats { try mesh.write(to: "\(folder.path)/a.\(format)") }
        let readings = try await readings(formats.map { "\(folder.path)/a.\($0)" })
        #expect(readings.count == formats.count)
        var (low, high) = (mesh.vertices[0], mesh.vertices[0])
        for vertex in mesh.vertices { (low, high) = (pointwiseMin(low, vertex), pointwiseMax(high, vertex)) }
        for (format, reading) in zip(formats, readings) {
            #expect(reading.faces == mesh.triangles.count && reading.isWatertight && reading.euler == 2, "\(format)")
            for (value, expected) in zip(reading.bounds, [low.x, low.y, low.z, high.x, high.y, high.z]) {
                #expect(abs(value - Double(expected)) < 1e-7, "\(format)")
            }
            #expect(abs(reading.volume - mesh.volume) < 1e-6 && abs(reading.area - mesh.area) < 1e-6, "\(format)")
        }
        let expected = (0..<3).map { Int((mesh.colors[0][$0] * 255).rounded()) }
        #expect(readings[1].color == expected)
    }
}
