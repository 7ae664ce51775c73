import HeadroomTorch

/// Weights of the terms of the loss of surfaces, all of which are means.
package struct SurfaceLoss: Sendable {
    /// Weight of the squared Chamfer distance.
    package var chamfer = 1000.0
    /// Weight of the divergence of the posterior from the standard normal distribution.
    package var divergence = 2e-4
    /// Weights of the terms that keep a template smooth: the squared length of its edges, and the change of its Laplacian
    /// coordinates.
    ///
    /// Wang et al. 2018, section 3.4.
    package var edgeLength = 100.0
    package var laplacian = 1000.0
    /// Weight of the angle between a triangle and the true surface, as 1 less its cosine: it turns triangles that face
    /// inwards.
    package var normals = 0.1

    package init() {}

    /// The mean loss of a batch, `[]`.
    ///
    /// - Parameters:
    ///   - truth: points on the true surfaces, `[batch, points, 3]`.
    ///   - normals: the outward unit normals there, the same shape.
    func callAsFunction(
        _ sample: SurfaceSample,
        _ truth: Tensor,
        normals: Tensor
    ) throws(TorchError) -> Tensor {
        let distance = try ChamferDistance(sample.points, truth)
        let loss = try chamfer * distance.squared()
        guard let template = sample.template else { return loss }
        let nearest = try ChamferDistance.points(normals, distance.nearestTrue)
        let angles = try 1 - (template.normals * nearest).sum(dimension: 2).mean()
        return try loss + edgeLength * template.edgeLength + laplacian * template.laplacian + self.normals * angles
    }
}
