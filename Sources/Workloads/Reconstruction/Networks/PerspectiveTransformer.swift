package import HeadroomScenes
package import HeadroomTorch

/// What cameras see of volumes, with the gradient of each cell.
///
/// The perspective transformer of Yan et al. 2016 (arXiv 1612.00814, section 3.2): the volume is read at points along
/// the rays of the pixels.
package struct PerspectiveTransformer {
    /// Pixels on each side, and points on each ray.
    package static let resolution = 32

    /// How the occupancies along a ray become the value of its pixel.
    package enum Projection: String, CaseIterable, Codable, Sendable {
        /// The greatest of them (Yan et al. 2016).
        case maximum = "ptn"
        /// The probability that the ray ends at one of them (Tulsiani et al. 2017, arXiv 1704.06254).
        case termination = "drc"
    }

    /// Points in the frame of a camera, `[depth * height * width, 3]`: x right, y up, z towards the camera.
    private let points: Tensor

    package init(device: Device = .cpu) throws(TorchError) {
        let camera = Camera(azimuth: .degrees(0), elevation: .degrees(0))
        let side = Self.resolution
        // The sphere around the cube, whose corners are farthest from the camera's target.
        let radius = 0.75.squareRoot()
        var values: [Float] = []
        values.reserveCapacity(3 * side * side * side)
        for slice in 0..<side {
            let depth = camera.distance + radius * ((Double(slice) + 0.5) / Double(side) * 2 - 1)
            for row in 0..<side {
                for column in 0..<side {
                    let x = (Double(column) + 0.5) / Double(side) * 2 - 1
                    let y = 1 - (Double(row) + 0.5) / Double(side) * 2
                    for value in [x * depth / camera.focalLength, y * depth / camera.focalLength, -depth] {
                        values.append(Float(value))
                    }
                }
            }
        }
        points = try Tensor(values, shape: [side * side * side, 3], device: device)
    }

    /// The silhouettes of volumes.
    ///
    /// - Parameters:
    ///   - volumes: probabilities of occupancy, `[batch, 1, depth, height, width]`.
    ///   - cameras: the axes and the position of each camera, ``frame(of:)``: `[batch, 4, 3]`.
    /// - Returns: `[batch, 1, 32, 32]`, from 0 to 1.
    package func callAsFunction(
        _ volumes: Tensor,
        _ cameras: Tensor,
        _ projection: Projection
    ) throws(TorchError) -> Tensor {
        let (batch, side) = (volumes.shape[0], Self.resolution)
        let axes = try cameras.narrow(dimension: 1, start: 0, length: 3)
        let position = try cameras.narrow(dimension: 1, start: 3, length: 1)
        // The cube reaches from -0.5 to 0.5, the coordinates of the samples from -1 to 1.
        let world = try (points.matmul(axes) + position) * 2
        let occupancies = try volumes.gridSample(world.reshape([batch, side, side, side, 3]))
        switch projection {
        case .maximum: return try occupancies.maximum(dimension: 2)
        case .termination:
            let passing = try (1 - occupancies.clamp(0, 1 - 1e-6)).log().sum(dimension: 2)
            return try 1 - passing.exp()
        }
    }

    /// The axes (right, up, backward) and the position of a camera, 12 values.
    package static func frame(of camera: Camera) -> [Float] {
        let (right, up, backward) = camera.axes
        return [right, up, backward, camera.position].flatMap { [Float($0.x), Float($0.y), Float($0.z)] }
    }
}
