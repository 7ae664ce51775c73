import HeadroomScenes

/// Volumes in files of MATLAB: `voxel` of Pix3D, and `instance` of 3D ShapeNets.
enum MATVolume {
    static func grid(_ path: String) throws(SceneFileError) -> VoxelGrid {
        let file = try MATFile(contentsOf: path)
        guard let array = file["voxel"] ?? file["instance"] else {
            let names = file.variables.map(\.name).joined(separator: ", ")
            throw SceneFileError("\(path) has no array voxel or instance, but \(names.isEmpty ? "none" : names)")
        }
        guard array.shape.count == 3, Set(array.shape).count == 1, let side = array.shape.first, side > 0 else {
            throw SceneFileError("\(path): \(array.name) has the shape \(array.shape), which is no cube")
        }
        // A cell is left free on each side of the 30 of 3D ShapeNets.
        let margin = side == 30 ? 1 : 0
        var grid = VoxelGrid(resolution: side + 2 * margin)
        for (index, value) in array.values.enumerated() where value > 0.5 {
            // The first axis is to the left, the second outward, to the front, the third up.
            let (left, outward, up) = (index % side, index / side % side, index / (side * side))
            grid[side - 1 - left + margin, up + margin, outward + margin] = true
        }
        return grid
    }
}
