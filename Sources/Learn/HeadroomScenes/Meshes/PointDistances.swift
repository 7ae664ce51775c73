/// How far two sets of points lie apart, such as those on a predicted surface and on the true one.
package struct PointDistances: Sendable {
    /// From each predicted point to the nearest true one.
    package let toTruth: [Float]
    /// From each true point to the nearest predicted one.
    package let toPrediction: [Float]

    /// - Returns: nil where one of the sets is empty.
    package init?(prediction: [SIMD3<Float>], truth: [SIMD3<Float>]) {
        guard !prediction.isEmpty, !truth.isEmpty else { return nil }
        let (predictionTree, truthTree) = (PointTree(prediction), PointTree(truth))
        toTruth = prediction.map(truthTree.distance)
        toPrediction = truth.map(predictionTree.distance)
    }

    /// Chamfer distance in the unit of the points, as in Occupancy Networks (Mescheder and others, 2019): the mean of
    /// the mean distances in both directions.
    package var chamfer: Double { (Self.mean(toTruth) { Double($0) } + Self.mean(toPrediction) { Double($0) }) / 2 }

    /// Chamfer distance as in the point set network (Fan and others, 2017): the sum of the mean squared distances in both
    /// directions.
    package var squaredChamfer: Double {
        Self.mean(toTruth) { Double($0) * Double($0) } + Self.mean(toPrediction) { Double($0) * Double($0) }
    }

    /// F-score (Knapitsch and others, 2017): the harmonic mean of the shares of predicted points within a distance of the
    /// truth, and of true points within it of the prediction.
    package func fScore(within distance: Float) -> Double {
        let precision = Self.mean(toTruth) { $0 <= distance ? 1 : 0 }
        let recall = Self.mean(toPrediction) { $0 <= distance ? 1 : 0 }
        return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall)
    }

    private static func mean(_ distances: [Float], _ value: (Float) -> Double) -> Double {
        distances.reduce(0) { $0 + value($1) } / Double(distances.count)
    }
}
