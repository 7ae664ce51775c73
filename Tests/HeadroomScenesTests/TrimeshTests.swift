import FoundationEssentials
import HeadroomNumerics
import HeadroomScenes
import TestSupport
import Testing

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
        try await pythonOutput("trimesh_report.py", paths).split(separator: "\n").map {
            try JSONDecoder().decode(Reading.self, from: Data($0.utf8))
        }
    }

    /// A volume that goes through trimesh and NumPy and comes back; trimesh has its cells as `[x, y, z]`.
    @Test func volumesAreReadAlike() async throws {
        let folder = try Folder()
        defer { folder.remove() }
        var generator = SeededGenerator(seed: 13)
        let grid = VoxelGrid(
            resolution: 9,
            cells: (0..<729).map { _ in Bool.random(using: &generator) }
        )
        let values = NumPyArray(shape: [2, 2], .float64([1, -0.1, 1e300, 0]))
        try Binvox(grid: grid, translate: [1, 2, 3], scale: 4).write(to: "\(folder.path)/a.binvox")
        try NumPyArchive([("grid", NumPyArray(grid)), ("values", values)]).write(to: "\(folder.path)/a.npz")
        _ = try await pythonOutput("rewrite_volumes.py", [folder.path])
        #expect(try Binvox(contentsOf: "\(folder.path)/b.binvox").grid == grid)
        let archive = try NumPyArchive(contentsOf: "\(folder.path)/b.npz")
        #expect(archive["grid"] == NumPyArray(grid) && archive["values"] == values)
        let transposed = try #require(archive["trimesh"])
        #expect(transposed.shape == [9, 9, 9])
        for (index, value) in transposed.floats.enumerated() {
            #expect((value == 1) == grid[index / 81, index / 9 % 9, index % 9])
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
