package import HeadroomTorch

/// From a latent vector to points on a surface, or to a surface.
package protocol SurfaceDecoder: Module {
    /// Points on the surface to train on.
    ///
    /// - Parameter latent: `[batch, latentWidth]`.
    func sample(_ latent: Tensor) throws(TorchError) -> SurfaceSample

    /// The vertices of the surface, or its points where it has no triangles: `[batch, vertices, 3]`.
    func vertices(_ latent: Tensor) throws(TorchError) -> Tensor

    /// Corners of its triangles among the vertices; empty for a set of points.
    var triangles: [SIMD3<UInt32>] { get }
}

/// Points on surfaces that a decoder made.
package struct SurfaceSample {
    /// `[batch, points, 3]`.
    package let points: Tensor
    /// The deformed template that the points lie on; nil for other decoders.
    package let template: DeformedTemplate?

    package init(points: Tensor, template: DeformedTemplate? = nil) {
        (self.points, self.template) = (points, template)
    }
}

/// A template after its deformation.
package struct DeformedTemplate {
    /// Unit normal of the triangle that each point lies on, `[batch, points, 3]`.
    package let normals: Tensor
    /// Mean squared length of the edges, `[]`.
    package let edgeLength: Tensor
    /// Mean squared change of the Laplacian coordinates by the deformation, `[]`.
    package let laplacian: Tensor
}

extension ReconstructionOutput {
    /// A decoder of latent vectors; nil where the output is not a surface.
    func surfaceDecoder(latentWidth: Int) throws(TorchError) -> (any SurfaceDecoder)? {
        switch self {
        case .volume, .implicit: nil
        case .points: try PointDecoder(latentWidth: latentWidth)
        case .patches: try PatchDecoder(latentWidth: latentWidth)
        case .template: try TemplateDecoder(latentWidth: latentWidth)
        }
    }
}
