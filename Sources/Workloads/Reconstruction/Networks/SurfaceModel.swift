package import HeadroomScenes
package import HeadroomTorch

/// From pictures to a surface: the image encoder of the image VAE, and a decoder.
package final class SurfaceModel: Module {
    package let imageEncoder: ImageEncoder
    package let decoder: any SurfaceDecoder

    /// - Returns: nil where the output is not a surface.
    package init?(_ output: ReconstructionOutput, _ normalization: Normalization) throws(TorchError) {
        let width = ImageVAE.latentWidth
        guard let decoder = try output.surfaceDecoder(latentWidth: width) else { return nil }
        imageEncoder = try ImageEncoder(latentWidth: width, normalization: normalization)
        self.decoder = decoder
    }

    /// The surface of an object from one or several pictures; without triangles for a set of points.
    ///
    /// - Parameter views: `[1, views, 3, 64, 64]`, from 0 to 1.
    package func reconstruct(_ views: Tensor) throws(TorchError) -> Mesh {
        let values = try withoutGradients { () throws(TorchError) in
            try decoder.vertices(imageEncoder(views).mean).floats()
        }
        let vertices = stride(from: 0, to: values.count, by: 3).map {
            SIMD3(values[$0], values[$0 + 1], values[$0 + 2])
        }
        return Mesh(vertices: vertices, triangles: decoder.triangles)
    }
}
