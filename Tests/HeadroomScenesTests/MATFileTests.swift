import FoundationEssentials
import HeadroomNumerics
import HeadroomScenes
import TestSupport
import Testing

/// Volumes in files of MATLAB.
@Suite struct MATFileTests {
    /// A file with one variable, as the format's documentation has it.
    static func file(
        _ name: String,
        _ shape: [Int32],
        kind: UInt32,
        values: [UInt8],
        isCompressed: Bool = false,
        isBigEndian: Bool = false
    ) -> [UInt8] {
        func word(_ value: UInt32) -> [UInt8] {
            var bytes: [UInt8] = []
            if isBigEndian { bytes.append(bigEndian: value) } else { bytes.append(littleEndian: value) }
            return bytes
        }
        func element(_ kind: UInt32, _ bytes: [UInt8]) -> [UInt8] {
            word(kind) + word(UInt32(bytes.count)) + bytes + Array(repeating: 0, count: (8 - bytes.count % 8) % 8)
        }
        let content =
            element(6, word(9) + word(0)) + element(5, shape.flatMap { word(UInt32(bitPattern: $0)) })
            + element(1, Array(name.utf8)) + element(kind, values)
        var file = Array("MATLAB 5.0 MAT-file".utf8)
        file += Array(repeating: 32, count: 124 - file.count)
        file += isBigEndian ? [1, 0] + Array("MI".utf8) : [0, 1] + Array("IM".utf8)
        guard isCompressed else { return file + element(14, content) }
        let deflated = [0x78, 0x9C] + Deflate.compress(element(14, content)) + [0, 0, 0, 0]
        return file + word(15) + word(UInt32(deflated.count)) + deflated
    }

    @Test(arguments: [false, true], [false, true])
    func anArrayComesBack(_ isCompressed: Bool, _ isBigEndian: Bool) throws {
        let values: [UInt8] = (0..<24).map { $0 * 3 }
        let bytes = Self.file(
            "voxel",
            [2, 3, 4],
            kind: 2,
            values: values,
            isCompressed: isCompressed,
            isBigEndian: isBigEndian
        )
        let array = try #require(try MATFile(decoding: bytes, name: "a.mat")["voxel"])
        #expect(array.shape == [2, 3, 4] && array.values == values.map(Float.init))
    }

    @Test func otherTypesOfNumbersAreRead() throws {
        var (doubles, shorts): ([UInt8], [UInt8]) = ([], [])
        for value in [1.5, -2, 1e9] { doubles.append(littleEndian: value.bitPattern) }
        for value in [1, -2, 300] as [Int16] { shorts.append(littleEndian: value) }
        for (kind, bytes, expected) in [(9, doubles, [1.5, -2, 1e9]), (3, shorts, [1, -2, 300])]
            as [(UInt32, [UInt8], [Float])]
        {
            let file = Self.file("a", [3, 1], kind: kind, values: bytes)
            #expect(try MATFile(decoding: file, name: "a.mat").variables.first?.values == expected)
        }
    }

    @Test func whatCannotBeReadIsNamed() {
        let good = Self.file("voxel", [2, 2, 2], kind: 2, values: Array(repeating: 1, count: 8))
        var (newer, huge) = (good, good)
        newer[125] = 2
        huge[128 + 8 + 16 + 8 + 2] = 255
        for (bytes, word) in [
            (Array("no".utf8), "the header"), (newer, "7.3"), (huge, "voxel"),
            (Self.file("voxel", [2, 2, 3], kind: 2, values: Array(repeating: 1, count: 8)), "8 values"),
            (Self.file("voxel", [-1, 2, 2], kind: 2, values: []), "length"),
        ] {
            let error = #expect(throws: SceneFileError.self) { try MATFile(decoding: bytes, name: "a.mat") }
            #expect(
                error?.message.contains("a.mat") == true && error?.message.contains(word) == true,
                "\(String(describing: error))"
            )
        }
    }

    /// No damage of a byte, and no cut, does more than an error.
    @Test func damagedFilesDoNotCrash() {
        var generator = SeededGenerator(seed: 3)
        for isCompressed in [false, true] {
            let good = Self.file("voxel", [2, 2, 2], kind: 2, values: Array(0..<8), isCompressed: isCompressed)
            for _ in 0..<500 {
                var bytes = good
                bytes[Int(generator.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: generator.next())
                if generator.next() % 3 == 0 { bytes.removeLast(Int(generator.next() % UInt64(bytes.count))) }
                let file = try? MATFile(decoding: bytes, name: "a.mat")
                for array in file?.variables ?? [] { #expect(array.values.count == array.shape.reduce(1, *)) }
            }
        }
    }

    /// Written by SciPy.
    @Test(.enabled(if: trimeshPython != nil, "HEADROOM_TRIMESH names no Python with SciPy"))
    func filesOfSciPyAreRead() async throws {
        let folder = try Folder()
        defer { folder.remove() }
        _ = try await pythonOutput("write_mat.py", [folder.path])
        let expected = (0..<24).map { Float($0 % 5 == 0 ? 1 : 0) }
        for name in ["plain", "compressed"] {
            let file = try MATFile(contentsOf: "\(folder.path)/\(name).mat")
            #expect(file["voxel"]?.shape == [2, 3, 4] && file["voxel"]?.values == expected)
            #expect(file["instance"]?.values == expected && file["text"] == nil)
        }
    }
}
