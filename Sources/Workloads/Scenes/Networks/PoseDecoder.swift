import HeadroomScenes
package import HeadroomTorch

/// From a latent vector and a time to the pose of the camera.
package final class PoseDecoder: Module {
    let layer1, layer2, output: Linear

    /// Number of waves of the lowest frequency and of its doubles.
    private static let octaves = 4

    package init(latentWidth: Int) throws(TorchError) {
        layer1 = try Linear(latentWidth + 1 + 2 * Self.octaves, 96)
        layer2 = try Linear(96, 96)
        output = try Linear(96, 7)
    }

    /// - Parameters:
    ///   - latent: `[batch, latentWidth]`.
    ///   - times: from -1 at the start of the path to 1 at its end, `[batch, frames]`.
    /// - Returns: unit quaternions w, x, y, z of the rotation from the camera's frame, `[batch, frames, 4]`, and
    ///   positions, `[batch, frames, 3]`.
    package func callAsFunction(
        _ latent: Tensor,
        _ times: Tensor
    ) throws(TorchError) -> (rotation: Tensor, position: Tensor) {
        let (batch, frames) = (times.shape[0], times.shape[1])
        var parts = [try latent.unsqueeze(1).expand([batch, frames, latent.shape[1]]), try times.unsqueeze(2)]
        for octave in 0..<Self.octaves {
            let angles = try times.unsqueeze(2) * (.pi / 2 * Double(1 << octave))
            parts += [try angles.sin(), try angles.cos()]
        }
        let hidden = try layer2(layer1(Tensor.concatenate(parts, dimension: 2)).silu()).silu()
        // [batch, frames, 7]
        let output = try output(hidden)
        let rotation = try output.narrow(dimension: 2, start: 0, length: 4)
        let length = try rotation.norm(dimensions: [2], keepDimension: true).clamp(1e-6, nil)
        return (try rotation / length, try output.narrow(dimension: 2, start: 4, length: 3))
    }

    /// The poses at even times of a path, from the camera's frame to that of the scene, in units of the scene.
    ///
    /// - Parameter path: `[1, latentWidth]`.
    func poses(_ path: Tensor, count: Int) throws(TorchError) -> [Placement] {
        let times = try Tensor.linspace(-1, 1, count: count).to(.float32).to(device: path.device).unsqueeze(0)
        let poses = try withoutGradients { () throws(TorchError) in try self(path, times) }
        let (quaternions, positions) = (try poses.rotation.flatten().doubles(), try poses.position.flatten().doubles())
        return (0..<count).map {
            Placement(
                position: Array(positions[3 * $0..<3 * $0 + 3]),
                quaternion: Array(quaternions[4 * $0..<4 * $0 + 4])
            )
        }
    }
}
