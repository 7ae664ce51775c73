package import HeadroomTorch

/// Volume rendering along rays: the color and the depth that a field of densities and colors gives.
///
/// Max 1995, as in NeRF (Mildenhall et al. 2020, arXiv 2003.08934, equation 3). Depths are along the camera's axis, as
/// cameras measure them; the lengths of segments are along the ray.
package struct VolumeRenderer: Sendable {
    /// Depths of the first and the last sample.
    package var near: Double
    package var far: Double
    /// Number of samples on a ray, one in each of as many equal parts; and of those where the first ones find a surface.
    package var samples = 24
    package var importanceSamples = 0
    /// Number of samples around the depth of a ray where that is known, and their standard deviation, in units.
    ///
    /// Few samples then suffice in training: most of the others are in empty space.
    package var surfaceSamples = 0
    package var surfaceDeviation = 0.03
    /// Whether what is behind the last sample is opaque, as in a closed room.
    package var isClosed = true

    package init(near: Double, far: Double) { (self.near, self.far) = (near, far) }

    package init(_ scale: SceneScale) { self.init(near: scale.near, far: scale.far) }

    /// Rays with directions of depth 1.
    package struct Rays {
        /// `[batch, rays, 3]` each.
        package let origins, directions: Tensor

        package init(origins: Tensor, directions: Tensor) { (self.origins, self.directions) = (origins, directions) }
    }

    /// What is seen along rays.
    package struct Seen {
        /// RGB, `[batch, rays, 3]`.
        package let color: Tensor
        /// Mean depth, `[batch, rays]`.
        package let depth: Tensor
        /// Share of the light that ends on the way, `[batch, rays]`.
        package let opacity: Tensor
    }

    /// Renders rays.
    ///
    /// - Parameters:
    ///   - isRandom: whether samples are at random places of their parts; in the middle of these otherwise.
    ///   - surfaces: depths of the rays where they are known, `[batch, rays]`.
    ///   - field: densities `[batch, points]` and colors `[batch, points, 3]` at points `[batch, points, 3]`.
    package func callAsFunction(
        _ rays: Rays,
        isRandom: Bool,
        surfaces: Tensor? = nil,
        field: (Tensor) throws(TorchError) -> (density: Tensor, color: Tensor)
    ) throws(TorchError) -> Seen {
        let (batch, count) = (rays.origins.shape[0], rays.origins.shape[1])
        var depths = try stratified(batch, count, isRandom, rays.origins.device)
        if let surfaces, surfaceSamples > 0 {
            let offsets = try Tensor.randn([batch, count, surfaceSamples], device: depths.device) * surfaceDeviation
            let around = try (surfaces.unsqueeze(2) + offsets).clamp(near, far)
            depths = try Tensor.concatenate([depths, around], dimension: 2).sorted(dimension: 2).values
        }
        guard importanceSamples > 0 else { return try seen(rays, depths, field) }
        let weights = try withoutGradients { () throws(TorchError) in
            try self.weights(rays, depths, field(points(rays, depths)).density)
        }
        let more = try importance(depths, weights, isRandom)
        let all = try Tensor.concatenate([depths, more], dimension: 2).sorted(dimension: 2).values
        return try seen(rays, all, field)
    }

    private func seen(
        _ rays: Rays,
        _ depths: Tensor,
        _ field: (Tensor) throws(TorchError) -> (density: Tensor, color: Tensor)
    ) throws(TorchError) -> Seen {
        let (batch, count, samples) = (depths.shape[0], depths.shape[1], depths.shape[2])
        let (density, color) = try field(points(rays, depths))
        let weights = try weights(rays, depths, density)
        let colors = try color.reshape([batch, count, samples, 3])
        return Seen(
            color: try (weights.unsqueeze(3) * colors).sum(dimension: 2),
            depth: try (weights * depths).sum(dimension: 2),
            opacity: try weights.sum(dimension: 2)
        )
    }

    /// `[batch, rays * samples, 3]`.
    private func points(_ rays: Rays, _ depths: Tensor) throws(TorchError) -> Tensor {
        let points = try rays.origins.unsqueeze(2) + rays.directions.unsqueeze(2) * depths.unsqueeze(3)
        return try points.reshape([depths.shape[0], -1, 3])
    }

    /// Share of the light that ends in the segment of each sample, `[batch, rays, samples]`.
    ///
    /// - Parameter density: `[batch, rays * samples]`.
    package func weights(_ rays: Rays, _ depths: Tensor, _ density: Tensor) throws(TorchError) -> Tensor {
        let samples = depths.shape[2]
        let next = try Tensor.concatenate(
            [
                depths.narrow(dimension: 2, start: 1, length: samples - 1),
                Tensor.full([depths.shape[0], depths.shape[1], 1], far, device: depths.device),
            ],
            dimension: 2
        )
        let lengths = try (next - depths).clamp(0, nil) * rays.directions.norm(dimensions: [2], keepDimension: true)
        // Clamped, since the exponential of a greater thickness is a denormal number, with which processors are slow.
        var thickness = try (density.reshape(depths.shape) * lengths).clamp(nil, Self.opaque)
        if isClosed {
            let open = try thickness.narrow(dimension: 2, start: 0, length: samples - 1)
            let last = try Tensor.full([depths.shape[0], depths.shape[1], 1], Self.opaque, device: depths.device)
            thickness = try Tensor.concatenate([open, last], dimension: 2)
        }
        // Light that reaches a sample has passed those before it.
        let before = try (thickness.cumsum(dimension: 2) - thickness).clamp(nil, Self.opaque)
        return try (before * -1).exp() * (1 - (thickness * -1).exp())
    }

    private static let opaque = 30.0

    /// Depths in equal parts from near to far, `[batch, rays, samples]`.
    private func stratified(
        _ batch: Int,
        _ rays: Int,
        _ isRandom: Bool,
        _ device: Device
    ) throws(TorchError) -> Tensor {
        let width = (far - near) / Double(samples)
        let starts = try Tensor.range(samples, device: device).to(.float32) * width + near
        let shape = [batch, rays, samples]
        let places = isRandom ? try Tensor.rand(shape, device: device) : try Tensor.full(shape, 0.5, device: device)
        return try starts + places * width
    }

    /// Depths drawn in proportion to the weights of the segments, `[batch, rays, importanceSamples]`.
    private func importance(
        _ depths: Tensor,
        _ weights: Tensor,
        _ isRandom: Bool
    ) throws(TorchError) -> Tensor {
        let (batch, rays, samples) = (depths.shape[0], depths.shape[1], depths.shape[2])
        let shape = [batch, rays, importanceSamples]
        let device = depths.device
        let shares = try weights + 1e-5
        let cumulative = try (shares / shares.sum(dimension: 2, keepDimension: true)).cumsum(dimension: 2)
        let steps = try Tensor.range(importanceSamples, device: device).to(.float32)
        let places = isRandom ? try Tensor.rand(shape, device: device) : try Tensor.full(shape, 0.5, device: device)
        let quantiles = try (steps + places) / Double(importanceSamples)
        let segments = try cumulative.contiguous().searchSorted(quantiles.contiguous())
            .clamp(0, Double(samples - 1)).to(.int64)
        let starts = try depths.gather(dimension: 2, indices: segments)
        let width = (far - near) / Double(self.samples)
        // Uniform in the segment that was drawn.
        return try (starts + (Tensor.rand(shape, device: device) - 0.5) * width).clamp(near, far)
    }
}
