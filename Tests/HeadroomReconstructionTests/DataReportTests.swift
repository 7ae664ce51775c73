import HeadroomReconstruction
import HeadroomScenes
import HeadroomTorch
import TestSupport
import Testing

/// What is said of a folder before a training.
@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct DataReportTests {
    init() throws { try loadEngine() }

    /// The cells of a volume that have an empty one, or none, beside them.
    private func shell(_ grid: VoxelGrid) -> VoxelGrid {
        var shell = grid
        for index in grid.cells.indices {
            let (x, y, z) = (index % 32, index / 32 % 32, index / 1024)
            guard (1...30).contains(min(x, y, z)), (1...30).contains(max(x, y, z)) else { continue }
            if [1, -1, 32, -32, 1024, -1024].allSatisfy({ grid.cells[index + $0] }) { shell.cells[index] = false }
        }
        return shell
    }

    @Test(arguments: [false, true])
    func surfacesAreToldFromSolids(_ isHollow: Bool) throws {
        let folder = try ShapeFolder()
        defer { folder.remove() }
        for number in 0..<5 {
            let object = ObjectClass.sofa.object(seed: UInt64(number))
            try folder.writeShapeNet("1/\(number)", object, pictures: 1)
            guard isHollow else { continue }
            let volume = Binvox(grid: shell(ObjectVolume(object, resolution: 32).grid))
            try folder.write(volume.encoded, "ShapeNetVox32/1/\(number)/model.binvox")
        }
        let settings = ShapeSettings(try DataFolder(folder.path))
        let training = try settings.training(seed: 1)
        let report = try DataReport(try #require(settings.folder), training)
        #expect(report.isHollow == isHollow)
        #expect(report.summary.contains("ShapeNet, one class: 3 training, 1 validation, 1 test; the volumes fill"))
        let filled = try training.volumes.floats().reduce(0, +) / Float(3 * 32768)
        let words = report.summary.split(separator: " ")
        let share = try #require(words.firstIndex(of: "%").flatMap { Float(words[$0 - 1]) })
        #expect(abs(share - 100 * filled) <= 0.5)
    }
}
