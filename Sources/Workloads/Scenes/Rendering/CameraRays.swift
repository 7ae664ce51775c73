package import HeadroomScenes
package import HeadroomTorch

extension VolumeRenderer.Rays {
    /// The rays through all pixels of a camera, `[1, pixels]`.
    ///
    /// - Parameters:
    ///   - rotation: unit quaternion w, x, y, z from the camera's frame, `[4]`.
    ///   - position: in units of the scene, `[3]`.
    package init(_ camera: Intrinsics, rotation: Tensor, position: Tensor) throws(TorchError) {
        let device = rotation.device
        let lines = try camera.directions().to(device: device)
        // v + 2 w (u x v) + 2 u x (u x v), for the vector part u of the quaternion.
        let w = try rotation.narrow(dimension: 0, start: 0, length: 1)
        let u = try rotation.narrow(dimension: 0, start: 1, length: 3).unsqueeze(0).expand(lines.shape)
        let once = try Self.cross(u, lines)
        let turned = try lines + (once * w + Self.cross(u, once)) * 2
        self.init(
            origins: try position.reshape([1, 1, 3]).expand([1, lines.shape[0], 3]),
            directions: try turned.unsqueeze(0)
        )
    }

    /// Cross products of rows, `[rows, 3]`.
    private static func cross(_ a: Tensor, _ b: Tensor) throws(TorchError) -> Tensor {
        func part(_ tensor: Tensor, _ axis: Int) throws(TorchError) -> Tensor { try tensor.select(dimension: 1, axis) }
        return try Tensor.stack(
            [
                part(a, 1) * part(b, 2) - part(a, 2) * part(b, 1),
                part(a, 2) * part(b, 0) - part(a, 0) * part(b, 2),
                part(a, 0) * part(b, 1) - part(a, 1) * part(b, 0),
            ],
            dimension: 1
        )
    }

    /// The rays of a range, of `[batch, rays]`.
    func part(_ range: Range<Int>) throws(TorchError) -> VolumeRenderer.Rays {
        VolumeRenderer.Rays(
            origins: try origins.narrow(dimension: 1, start: range.lowerBound, length: range.count),
            directions: try directions.narrow(dimension: 1, start: range.lowerBound, length: range.count)
        )
    }
}

extension Intrinsics {
    /// Directions of depth 1 through the pixels, in the camera's frame, `[pixels, 3]`.
    func directions() throws(TorchError) -> Tensor {
        let lines = (0..<width * height).flatMap { pixel -> [Float] in
            let line = direction(x: Double(pixel % width) + 0.5, y: Double(pixel / width) + 0.5)
            return (0..<3).map { Float(line[$0]) }
        }
        return try Tensor(lines, shape: [width * height, 3])
    }
}
