import HeadroomNumerics
import HeadroomScenes
import TestSupport
import Testing

@Suite struct VolumeFileTests {
    private func noise(_ resolution: Int, _ seed: UInt64, share: Double = 0.5) -> VoxelGrid {
        var generator = SeededGenerator(seed: seed)
        let cells = (0..<resolution * resolution * resolution).map { _ in
            Double.random(in: 0..<1, using: &generator) < share
        }
        return VoxelGrid(resolution: resolution, cells: cells)
    }

    @Test(arguments: [(1, 0.5), (7, 0.5), (12, 0.01), (32, 0.0), (32, 1.0)])
    func binvoxRoundTrip(_ resolution: Int, share: Double) throws {
        let file = Binvox(grid: noise(resolution, 31, share: share), translate: [-0.5, 0.25, 1], scale: 2.5)
        #expect(try Binvox(decoding: file.encoded, name: "a.binvox") == file)
    }

    /// The order of the format: index = x * w * h + z * w + y.
    @Test func binvoxOrder() throws {
        let runs: [UInt8] = [0, 1, 1, 1, 0, 3, 0, 1, 0, 1, 1, 1]
        let bytes = Array("#binvox 1\ndim 2 2 2\ntranslate 0 0 0\nscale 1\ndata\n".utf8) + runs
        let grid = try Binvox(decoding: bytes, name: "a.binvox").grid
        var expected = VoxelGrid(resolution: 2)
        expected[0, 1, 0] = true  // Index 1.
        expected[1, 1, 1] = true  // Index 7.
        #expect(grid == expected)
    }

    @Test(arguments: [
        ("#binvox 1\ndim 2 2 3\ndata\n", "2 x 2 x 3"), ("#binvox 1\ndata\n", "no line dim"),
        ("#binvox 1\ndim 2 2 2\n", "no line data"), ("#binvox 1\ndim 2 2 2\ndata\n\u{0}\u{7}", "7 of 8"),
        ("#binvox 1\ndim 2 2 2\ndata\n\u{0}\u{9}", "more than 8"), ("#binvox 1\ndim 2 2 2\ndata\n\u{2}\u{8}", "is 2"),
        ("#binvox 1\ndim 1e9 1e9 1e9\ndata\n", "1024"), ("vox", "#binvox"),
    ])
    func damagedBinvox(_ text: String, fault: String) {
        let error = #expect(throws: SceneFileError.self) { try Binvox(decoding: Array(text.utf8), name: "a.binvox") }
        #expect(
            error?.message.contains("a.binvox") == true && error?.message.contains(fault) == true,
            "\(error?.message ?? "")"
        )
    }

    @Test func solidAndSurface() {
        let solid = VoxelGrid(solid: TestMeshes.sphere(0.4, levels: 4), resolution: 24)
        #expect(solid.filling == .solid && solid.enclosedCells.occupiedCount == 0 && solid.filled == solid)
        let surface = VoxelGrid(surfaceOf: TestMeshes.sphere(0.4, levels: 4), resolution: 24)
        #expect(surface.filling == .surface && surface.filled.filling == .solid)
        #expect(surface.filled.occupiedCount == surface.occupiedCount + surface.enclosedCells.occupiedCount)
        var leaf = VoxelGrid(resolution: 8)
        for x in 0..<8 { for y in 0..<8 { leaf[x, y, 3] = true } }
        #expect(leaf.filling == .thin && VoxelGrid(resolution: 4).filling == .thin)
    }

    @Test func largestComponent() {
        var grid = VoxelGrid(resolution: 6)
        for x in 0..<4 { grid[x, 0, 0] = true }
        let expected = grid
        // Three cells apart from it, of which one touches by an edge only.
        for z in 1..<3 { grid[0, 1, z] = true }
        grid[5, 5, 5] = true
        #expect(grid.largestComponent == expected)
        #expect(VoxelGrid(resolution: 3).largestComponent.occupiedCount == 0)
        // Components never grow, and a second time changes nothing.
        for seed in 0..<5 {
            let noise = noise(10, UInt64(seed), share: 0.3)
            let largest = noise.largestComponent
            #expect(zip(largest.cells, noise.cells).allSatisfy { !$0 || $1 })
            #expect(largest.largestComponent == largest)
        }
    }

    /// NumPy's own bytes: `numpy.save` of `numpy.arange(6, dtype=T).reshape(2, 3)`.
    @Test func arraysAsNumPyWritesThem() throws {
        func file(_ type: String, _ data: [UInt8]) -> [UInt8] {
            var header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (2, 3), }"
            header += String(repeating: " ", count: 118 - header.utf8.count - 1) + "\n"
            return [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(header.utf8) + data
        }
        let integers = file("<i4", (0..<6).flatMap { [$0, 0, 0, 0] })
        let array = NumPyArray(shape: [2, 3], .int32([0, 1, 2, 3, 4, 5]))
        #expect(try NumPyFile.decode(integers, name: "a.npy") == array)
        #expect(NumPyFile.encode(array) == integers)
        // Half precision: 1.5 is 0x3E00.
        let halves = try NumPyFile.decode(file("<f2", (0..<6).flatMap { _ in [0, 0x3E] as [UInt8] }), name: "a.npy")
        #expect(halves.floats == Array(repeating: 1.5, count: 6))
    }

    @Test(arguments: [true, false])
    func archives(_ compressed: Bool) throws {
        let grid = noise(9, 33)
        let arrays: [(name: String, array: NumPyArray)] = [
            ("grid", NumPyArray(grid)), ("bytes", NumPyArray(shape: [3], .uint8([0, 7, 255]))),
            ("none", NumPyArray(shape: [0, 3], .float32([]))), ("one", NumPyArray(shape: [], .float64([.pi]))),
            ("long", NumPyArray(shape: [1, 2], .int64([.min, .max]))),
            ("single", NumPyArray(shape: [2], .float32([-0.5, .infinity]))),
            ("whole", NumPyArray(shape: [1], .int32([-7]))),
        ]
        let folder = try Folder()
        defer { folder.remove() }
        try NumPyArchive(arrays).write(to: "\(folder.path)/a.npz", compressed: compressed)
        let archive = try NumPyArchive(contentsOf: "\(folder.path)/a.npz")
        #expect(archive.names == arrays.map(\.name))
        for (name, array) in arrays { #expect(archive[name] == array) }
        #expect(archive["other"] == nil)
    }

    @Test func packedBitsAsNumPyPacksThem() {
        // numpy.packbits([1, 0, 0, 0, 0, 0, 1, 1, 1]) is [131, 128].
        let values = [true, false, false, false, false, false, true, true, true]
        #expect(PackedBits.pack(values) == [131, 128])
        #expect(PackedBits.unpack([131, 128], count: 9) == values)
        #expect(PackedBits.unpack([131, 128]).count == 16)
    }

    @Test func damagedArraysAndArchives() throws {
        let array = NumPyArray(shape: [4, 5], .float32((0..<20).map(Float.init)))
        let file = NumPyFile.encode(array)
        for count in 0..<file.count {
            #expect(throws: SceneFileError.self) { try NumPyFile.decode(Array(file[..<count]), name: "a.npy") }
        }
        for (old, new) in [("False", "True "), ("<f4", ">f4"), ("(4, 5)", "(-4,-5)"), ("(4, 5)", "(9999,)")] {
            let text = String(decoding: file[10..<128], as: UTF8.self).replacing(old, with: new)
            let changed = Array(file[..<10]) + Array(text.utf8.prefix(118)) + file[128...]
            #expect(changed != file)
            #expect(throws: SceneFileError.self) { try NumPyFile.decode(changed, name: "a.npy") }
        }
        let archive = try NumPyArchive([("a", array)]).encoded()
        for count in 0..<archive.count {
            #expect(throws: SceneFileError.self) { try NumPyArchive(decoding: Array(archive[..<count]), name: "a.npz") }
        }
        var generator = SeededGenerator(seed: 34)
        for _ in 0..<2000 {
            var changed = archive
            changed[.random(in: 0..<archive.count, using: &generator)] ^=
                1 << UInt8.random(in: 0..<8, using: &generator)
            // Where a change does no harm, the content is the same: the checksum sees every other.
            if let result = try? NumPyArchive(decoding: changed, name: "a.npz")["a"] { #expect(result == array) }
        }
    }
}
