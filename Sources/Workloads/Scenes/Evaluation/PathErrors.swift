import Glibc
import HeadroomTorch

/// Errors of decoded camera poses, over all frames of all trajectories.
package struct PathErrors {
    /// Angles between decoded and true rotations, in degrees: their mean and median.
    package let meanAngle, medianAngle: Double
    /// Mean distance between decoded and true positions, over that of the mean position.
    package let translationRatio: Double

    init(_ model: SceneModel, _ data: TrajectoryDataset) throws(TorchError) {
        let (angles, errors, ofMean) = try withoutGradients { () throws(TorchError) -> ([Double], Double, Double) in
            let decoded = try model.poseDecoder(model.latents.path, data.times.expand([data.count, data.frameCount]))
            let cosines = try (decoded.rotation * data.quaternions).sum(dimension: 2).flatten().doubles()
            let errors = try (decoded.position - data.positions).norm(dimensions: [2]).mean().item()
            let center = try data.positions.mean(dimensions: [0, 1], keepDimension: true)
            return (
                cosines.map { Self.angle(cosine: $0) * 180 / .pi }, errors,
                try (data.positions - center).norm(dimensions: [2]).mean().item()
            )
        }
        meanAngle = angles.reduce(0, +) / Double(angles.count)
        medianAngle = angles.sorted()[angles.count / 2]
        translationRatio = errors / ofMean
    }

    /// The angle of a rotation in radians, from the product of two unit quaternions with any signs.
    static func angle(cosine: Double) -> Double { 2 * acos(min(1, abs(cosine))) }
}
