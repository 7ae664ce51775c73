package import HeadroomScenes

/// The file of a shape's volume.
package enum VolumeFile: Equatable, Sendable {
    case binvox(String)
    /// Points of Occupancy Networks, inside and outside the shape.
    case points(String)
    /// The array `voxel` or `instance` of a MATLAB file.
    case matlab(String)

    package var path: String {
        switch self {
        case .binvox(let path), .points(let path), .matlab(let path): path
        }
    }

    /// Reads the volume.
    ///
    /// - Parameter resolution: number of cells on each side; a file of cells may have a multiple of it.
    package func grid(resolution: Int) throws(SceneFileError) -> VoxelGrid {
        let grid =
            switch self {
            case .binvox(let path): try Self.reduced(Binvox(contentsOf: path).grid, to: resolution, path)
            case .matlab(let path): try Self.reduced(MATVolume.grid(path), to: resolution, path)
            case .points(let path): try OccupancyPoints(contentsOf: path).grid(resolution: resolution)
            }
        guard grid.occupiedCount > 0 else {
            throw SceneFileError("\(path) fills no cell of \(resolution) x \(resolution) x \(resolution)")
        }
        return grid
    }

    private static func reduced(
        _ grid: VoxelGrid,
        to resolution: Int,
        _ path: String
    ) throws(SceneFileError) -> VoxelGrid {
        guard grid.resolution % resolution == 0 else {
            throw SceneFileError(
                "\(path) has \(grid.resolution) cells on each side, which is no multiple of \(resolution)",
                hint: "Of a mesh, binvox -d \(resolution) writes a volume of \(resolution)."
            )
        }
        return grid.reduced(by: grid.resolution / resolution)
    }
}
