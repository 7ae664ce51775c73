import HeadroomScenes

/// How near reconstructed surfaces are to those of shapes.
package struct SurfaceAgreement {
    /// Chamfer distance of each shape in sides of the cube: the mean of the mean distances in both directions.
    ///
    /// As in Occupancy Networks (Mescheder et al. 2019).
    package let chamfer: Overlap
    /// F-scores of each shape, from 0 to 1: at a distance of 1 % and of 2 % of the side of the cube.
    package let fScore1: Overlap
    package let fScore2: Overlap

    /// - Parameters:
    ///   - truths: points on the surface of each shape.
    ///   - points: those of its reconstruction; a reconstruction without points is as far away as the side of the cube.
    init(_ truths: [[SIMD3<Float>]], _ classes: [String], points: (Int) throws -> [SIMD3<Float>]) rethrows {
        var (chamfers, first, second): ([Double], [Double], [Double]) = ([], [], [])
        for (index, truth) in truths.enumerated() {
            let distances = PointDistances(prediction: try points(index), truth: truth)
            chamfers.append(distances?.chamfer ?? 1)
            first.append(distances?.fScore(within: 0.01) ?? 0)
            second.append(distances?.fScore(within: 0.02) ?? 0)
        }
        chamfer = Overlap(values: chamfers, classes: classes)
        fScore1 = Overlap(values: first, classes: classes)
        fScore2 = Overlap(values: second, classes: classes)
    }
}
