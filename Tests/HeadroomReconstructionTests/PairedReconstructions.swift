import HeadroomReconstruction
import HeadroomScenes
import HeadroomTorch

/// Volumes that a model gives for pictures, to compare them with one another.
struct PairedReconstructions {
    /// Of each shape, and each of its pictures.
    private let grids: [[VoxelGrid]]

    /// - Parameter isMirrored: whether left and right of the pictures are exchanged.
    init(_ model: ImageVAE, threshold: Float, _ data: ViewDataset, isMirrored: Bool = false) throws {
        let columns = Array(0..<Int64(ImageEncoder.imageSize))
        let order = try Tensor(isMirrored ? columns.reversed() : columns, shape: [columns.count])
        grids = try (0..<data.shapeCount).map { shape in
            let views = try data.views(of: shape..<shape + 1)
            return try (0..<data.viewsPerShape).map { view in
                let picture = try views.narrow(dimension: 1, start: view, length: 1)
                let volume = try model.reconstruct(picture.indexSelect(dimension: 4, indices: order))
                return VoxelGrid(resolution: volume.shape[4], cells: try volume.floats().map { $0 >= threshold })
            }
        }
    }

    /// Mean overlap of pairs, each a shape and its picture twice.
    func overlap(_ pair: (Int) -> (Int, Int, Int, Int)) -> Double {
        let overlaps = grids.indices.map { shape in
            let (first, picture, second, other) = pair(shape)
            return grids[first][picture].intersectionOverUnion(grids[second][other])
        }
        return overlaps.reduce(0, +) / Double(overlaps.count)
    }

    /// Mean overlap of the first pictures' volumes with those of others.
    ///
    /// - Parameter mirrored: whether left and right of the others are exchanged first.
    func overlap(with others: PairedReconstructions, mirrored: Bool) -> Double {
        let overlaps = zip(grids, others.grids).map { own, other in
            own[0].intersectionOverUnion(mirrored ? Self.mirror(other[0]) : other[0])
        }
        return overlaps.reduce(0, +) / Double(overlaps.count)
    }

    private static func mirror(_ grid: VoxelGrid) -> VoxelGrid {
        let side = grid.resolution
        let cells = grid.cells.indices.map { grid.cells[$0 / side * side + side - 1 - $0 % side] }
        return VoxelGrid(resolution: side, cells: cells)
    }
}
