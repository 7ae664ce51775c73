import HeadroomScenes
package import HeadroomTorch

/// Pictures of shapes, and points on the surfaces of the shapes.
package struct SurfaceDataset {
    package let views: ViewDataset
    /// Points uniform by area and their outward unit normals, `[shapes, 2048, 6]`.
    private let points: Tensor

    /// Number of points of each shape that are kept, and of those that a step uses.
    private static let (keptPoints, pointsPerStep) = (2048, 1024)

    /// Bytes that are kept for each shape.
    static let bytesPerShape = keptPoints * 6 * MemoryLayout<Float>.size

    /// - Parameter views: whose shapes the surfaces are of; 48 KiB are kept for each.
    package init(_ views: ViewDataset, seed: UInt64) throws {
        var values: [Float] = []
        values.reserveCapacity(views.shapeCount * Self.keptPoints * 6)
        for (index, shape) in views.shapes.enumerated() {
            for point in try shape.surfacePoints(Self.keptPoints, seed: seed &+ UInt64(index)) {
                for part in [point.position, point.normal] {
                    for axis in 0..<3 { values.append(Float(part[axis])) }
                }
            }
        }
        self.views = views
        points = try Tensor(values, shape: [views.shapeCount, Self.keptPoints, 6])
    }

    private init(_ other: SurfaceDataset, on device: Device) throws(TorchError) {
        views = try other.views.moved(to: device)
        points = try other.points.to(device: device)
    }

    package func moved(to device: Device) throws(TorchError) -> SurfaceDataset {
        try SurfaceDataset(self, on: device)
    }

    /// Points on the surface of a shape, the same each time: none of those that are trained on.
    func evaluatedPoints(_ shape: Int, count: Int) throws(SceneFileError) -> [SIMD3<Float>] {
        try views.shapes[shape].surfacePoints(count, seed: .max).map { SIMD3<Float>($0.position) }
    }

    /// Pictures of samples, `[batch, views, 3, 64, 64]` from 0 to 1, with points on their surfaces and the normals there,
    /// `[batch, 1024, 3]`: a random choice of those that are kept.
    package func batch(
        _ samples: [Int64],
        views count: Int = 1
    ) throws(TorchError) -> (views: Tensor, points: Tensor, normals: Tensor) {
        let device = points.device
        let shapes = samples.map { $0 / Int64(views.viewsPerShape) }
        let rows = try points.indexSelect(dimension: 0, indices: Tensor(shapes, shape: [shapes.count], device: device))
        let choice = try Tensor.randomPermutation(Self.keptPoints, device: device)
            .narrow(dimension: 0, start: 0, length: Self.pointsPerStep)
        let chosen = try rows.indexSelect(dimension: 1, indices: choice)
        return (
            try views.pictures(samples, views: count),
            try chosen.narrow(dimension: 2, start: 0, length: 3).contiguous(),
            try chosen.narrow(dimension: 2, start: 3, length: 3).contiguous()
        )
    }
}

extension ShapeSettings {
    /// The pictures of a part with points on the surfaces of its shapes.
    ///
    /// - Parameter seed: of the training pictures.
    package func surfaces(_ split: ShapeSplit, seed: UInt64) throws -> SurfaceDataset {
        let views =
            switch split {
            case .training: try training(seed: seed)
            case .validation: try validation()
            case .test: try test()
            }
        return try SurfaceDataset(views, seed: seed)
    }
}
