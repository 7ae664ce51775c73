import HeadroomNumerics
import HeadroomScenes
import HeadroomTorch

/// What surfaces can be reached without a model; each is represented by as many points as a reconstruction.
struct SurfaceBaselines {
    /// The surface of the mean volume of the training shapes, at the threshold with the least Chamfer distance in
    /// validation.
    var meanShape: SurfaceAgreement
    /// The training shape whose picture is nearest.
    var imageNearest: SurfaceAgreement
    /// The nearest training shape, among those that overlap most: close to the bound of every retrieval.
    var oracleNearest: SurfaceAgreement

    /// Number of the training shapes that overlap most, among which the nearest is sought.
    private static let candidates = 10
    /// Number of points on each surface in a search.
    private static let searchPoints = 1024

    /// - Parameters:
    ///   - pointCount: number of points of a reconstruction.
    ///   - truths: points on the surface of each test shape.
    init(
        training: SurfaceDataset,
        validation: SurfaceDataset,
        test: SurfaceDataset,
        truths: [[SIMD3<Float>]],
        pointCount: Int
    ) throws {
        let classes = test.views.classes
        let mean = try Self.meanSurface(training, validation).points(pointCount)
        meanShape = SurfaceAgreement(truths, classes) { _ in mean }
        let retrieved = try Baselines.nearestPictures(test.views, in: training.views)
        imageNearest = try SurfaceAgreement(truths, classes) {
            try training.evaluatedPoints(retrieved[$0], count: pointCount)
        }
        let nearest = try Self.nearestShapes(test, in: training, truths)
        oracleNearest = try SurfaceAgreement(truths, classes) {
            try training.evaluatedPoints(nearest[$0], count: pointCount)
        }
    }

    private static func meanSurface(
        _ training: SurfaceDataset,
        _ validation: SurfaceDataset
    ) throws -> Mesh {
        let values = try training.views.meanVolume(of: Array(0..<training.views.shapeCount))
        let mean = ScalarGrid(resolution: training.views.volumes.shape[4], values: values)
        let truths = try (0..<validation.views.shapeCount).map { shape in
            try validation.evaluatedPoints(shape, count: searchPoints)
        }
        let threshold = ThresholdSearch.best { threshold in
            let points = mean.surface(atLeast: threshold).points(searchPoints)
            return -SurfaceAgreement(truths, validation.views.classes) { _ in points }.chamfer.mean
        }
        return mean.surface(atLeast: threshold)
    }

    /// The training shape with the least Chamfer distance from each test shape.
    private static func nearestShapes(
        _ test: SurfaceDataset,
        in training: SurfaceDataset,
        _ truths: [[SIMD3<Float>]]
    ) throws -> [Int] {
        let (own, others) = (try PackedVolumes(test.views.volumes), try PackedVolumes(training.views.volumes))
        return try truths.indices.map { index in
            let overlaps = (0..<others.count).map { own.intersectionOverUnion(index, with: others, $0) }
            let candidates = overlaps.indices.sorted { overlaps[$0] > overlaps[$1] }.prefix(Self.candidates)
            let truth = Array(truths[index].prefix(searchPoints))
            func distance(_ candidate: Int) throws -> Double {
                let points = try training.evaluatedPoints(candidate, count: searchPoints)
                return PointDistances(prediction: points, truth: truth)?.chamfer ?? .infinity
            }
            return try candidates.map { ($0, try distance($0)) }.min { $0.1 < $1.1 }?.0 ?? 0
        }
    }
}

extension Mesh {
    /// Points on the surface, the same each time; the vertices of a mesh without triangles.
    func points(_ count: Int) -> [SIMD3<Float>] {
        guard !triangles.isEmpty else { return vertices }
        var generator = SeededGenerator(seed: 0, purpose: "evaluated surface")
        return surfacePoints(count, using: &generator).map { SIMD3<Float>($0.position) }
    }
}
