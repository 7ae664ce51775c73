import HeadroomNumerics
import HeadroomReconstruction
import HeadroomScenes
import TestSupport
import Testing

/// Volumes from points inside and outside a shape.
struct OccupancyPointsTests {
    /// As in the data of Occupancy Networks: 100,000 points in the cube with a margin, and a bit for each.
    static func archive(of grid: VoxelGrid) -> NumPyArchive {
        var generator = SeededGenerator(seed: 8)
        let count = 100_000
        var (points, bits) = ([] as [Float], Array(repeating: 0 as UInt8, count: count / 8))
        for index in 0..<count {
            let point = SIMD3<Float>((0..<3).map { _ in Float.random(in: -0.55..<0.55, using: &generator) })
            points += [point.x, point.y, point.z]
            let cell = ((point + 0.5) * Float(grid.resolution)).rounded(.down)
            guard cell.min() >= 0, cell.max() < Float(grid.resolution) else { continue }
            if grid[Int(cell.x), Int(cell.y), Int(cell.z)] { bits[index / 8] |= 0x80 >> UInt8(index % 8) }
        }
        return NumPyArchive([
            ("points", NumPyArray(shape: [count, 3], .float32(points))),
            ("occupancies", NumPyArray(shape: [count / 8], .uint8(bits))),
        ])
    }

    @Test(arguments: ObjectClass.basic)
    func theVolumeComesBack(_ kind: ObjectClass) throws {
        let folder = try ShapeFolder()
        defer { folder.remove() }
        let grid = ObjectVolume(kind.object(seed: 3), resolution: 32).grid
        let path = "\(folder.path)/points.npz"
        try Self.archive(of: grid).write(to: path)
        #expect(try VolumeFile.points(path).grid(resolution: 32).intersectionOverUnion(grid) > 0.9)
    }

    @Test func otherArraysAreRefused() throws {
        let folder = try ShapeFolder()
        defer { folder.remove() }
        let path = "\(folder.path)/points.npz"
        let points = NumPyArray(shape: [20, 3], .float32(Array(repeating: 0, count: 60)))
        let wrong: [(String, [(name: String, array: NumPyArray)])] = [
            ("not points and occupancies", [("points", points)]),
            ("not [n, 3]", [("points", NumPyArray(shape: [60], points.values)), ("occupancies", points)]),
            ("for each of 20 points", [("points", points), ("occupancies", NumPyArray(shape: [2], .uint8([1, 2])))]),
            (
                "not finite",
                [
                    ("points", NumPyArray(shape: [1, 3], .float32([0, .nan, 0]))),
                    ("occupancies", NumPyArray(shape: [1], .uint8([128]))),
                ]
            ),
        ]
        for (message, arrays) in wrong {
            try NumPyArchive(arrays).write(to: path)
            let error = #expect(throws: SceneFileError.self) { try OccupancyPoints(contentsOf: path) }
            #expect(error?.message.contains(message) == true && error?.message.contains(path) == true)
        }
    }
}
