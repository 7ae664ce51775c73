import HeadroomCommandLine
import HeadroomFormat
import HeadroomScenes

/// A reconstruction at a threshold, as a volume and as a surface.
struct ReconstructedObject: WritableReconstruction {
    private let volume: ScalarGrid
    private let cells: VoxelGrid
    private let threshold: Float

    /// - Throws: where no cell reaches the threshold.
    init(_ volume: ScalarGrid, threshold: Float, largestComponentOnly: Bool) throws(CommandFailure) {
        let cells = volume.cells(atLeast: threshold)
        guard cells.occupiedCount > 0 else {
            let highest = Double(volume.values.max() ?? 0)
            throw CommandFailure(
                "the reconstruction is empty: no cell reaches the threshold of \(Format.significant(Double(threshold)))",
                hint:
                    "The highest probability of a cell is \(Format.significant(highest)); try a --threshold below it, "
                    + "or another picture.",
                exitCode: .commandFailed
            )
        }
        self.threshold = threshold
        guard largestComponentOnly else {
            (self.volume, self.cells) = (volume, cells)
            return
        }
        let largest = cells.largestComponent
        // The cells of the other components are emptied; those around all components keep their values, from which the
        // surface is interpolated.
        var kept = volume
        for (index, isOccupied) in cells.cells.enumerated() where isOccupied && !largest.cells[index] {
            kept.values[index] = 0
        }
        (self.volume, self.cells) = (kept, largest)
    }

    var summary: String {
        let resolution = cells.resolution
        return
            "\(Format.count(cells.occupiedCount)) of \(resolution) x \(resolution) x \(resolution) cells are occupied"
    }

    /// The surface at the threshold, which closes at the sides of the cube.
    var surface: Mesh { volume.surface(atLeast: threshold) }

    var drawnSurface: Mesh? { surface }

    /// Formats that it is written in, by the end of the name.
    static let formats = ["glb", "obj", "off", "ply", "stl", "binvox", "npz"]

    func write(to path: String) throws {
        switch path.split(separator: ".").last.map({ $0.lowercased() }) {
        case "binvox": try Binvox(grid: cells).write(to: path)
        case "npz": try NumPyArchive([(name: "occupancy", array: NumPyArray(volume))]).write(to: path)
        default: try surface.write(to: path)
        }
    }
}
