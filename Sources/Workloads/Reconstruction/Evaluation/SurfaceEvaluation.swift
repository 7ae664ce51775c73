import HeadroomScenes
import HeadroomTorch

/// How well a model of surfaces reconstructs shapes that it was not trained on.
package struct SurfaceEvaluation {
    /// Number of points of a reconstruction, and of a true surface.
    package let pointCount, truthCount: Int
    /// From one picture, and from three.
    package let oneView, threeViews: SurfaceAgreement
    /// Where each shape is reconstructed from the picture of another.
    package let shuffledImages: SurfaceAgreement
    /// Where all pictures are gray.
    package let blankImage: SurfaceAgreement
    /// What all surfaces from one picture have in common.
    package let topology: SurfaceTopology?
    let baselines: SurfaceBaselines

    /// Number of points on a true surface, and on a reconstruction that is a surface.
    package static let points = 10_000

    /// - Parameters:
    ///   - test: with at least three views of each shape.
    ///   - points: number of points on a surface.
    package init(
        _ model: SurfaceModel,
        training: SurfaceDataset,
        validation: SurfaceDataset,
        test: SurfaceDataset,
        points: Int = Self.points
    ) throws {
        model.eval()
        let (count, classes) = (test.views.shapeCount, test.views.classes)
        let truths = try (0..<count).map { try test.evaluatedPoints($0, count: points) }

        func surface(_ shape: Int, views: Int, isBlank: Bool = false) throws(TorchError) -> Mesh {
            let images = try test.views.views(of: shape..<shape + 1).narrow(dimension: 1, start: 0, length: views)
            return try model.reconstruct(isBlank ? images * 0 + 0.94 : images)
        }
        func agreement(_ surfaces: [Mesh]) -> SurfaceAgreement {
            SurfaceAgreement(truths, classes) { surfaces[$0].points(points) }
        }
        let shapes = 0..<count
        let single = try shapes.map { shape in try surface(shape, views: 1) }
        oneView = agreement(single)
        threeViews = agreement(try shapes.map { shape in try surface(shape, views: 3) })
        // The classes take turns, so an odd shift of a third pairs most shapes with one of another class.
        let shift = count / 3 | 1
        shuffledImages = agreement(shapes.map { single[($0 + shift) % count] })
        let blank = try surface(0, views: 1, isBlank: true)
        blankImage = agreement(shapes.map { _ in blank })
        topology = SurfaceTopology(single)
        pointCount = single.first.map { $0.triangles.isEmpty ? $0.vertices.count : points } ?? points
        truthCount = points
        baselines = try SurfaceBaselines(
            training: training,
            validation: validation,
            test: test,
            truths: truths,
            pointCount: pointCount
        )
    }
}
