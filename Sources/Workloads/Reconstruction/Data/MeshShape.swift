package import HeadroomNumerics
package import HeadroomScenes

/// A mesh of a file, as a shape that is drawn.
package struct MeshShape: DrawableShape {
    package let className: String
    /// In the cube from -0.5 to 0.5, its longest side 30/32.
    private let mesh: Mesh

    package init(_ mesh: Mesh, className: String) {
        self.className = className
        self.mesh = mesh.normalized()
    }

    package func facing(_ azimuth: Angle) -> MeshShape {
        MeshShape(mesh.turned(by: .radians(-azimuth.radians)), className: className)
    }

    package func volume(resolution: Int) -> VoxelGrid { VoxelGrid(solid: mesh, resolution: resolution) }

    package func picture(
        _ camera: Camera,
        size: Int,
        _ background: Background,
        using generator: inout SeededGenerator
    ) -> Image {
        seen(camera, size: size, using: &generator).image(background, using: &generator)
    }

    package func view(
        _ camera: Camera,
        _ background: Background,
        using generator: inout SeededGenerator
    ) -> ShapeView {
        let view = seen(camera, size: ImageEncoder.imageSize, using: &generator)
        return ShapeView(
            image: view.image(background, using: &generator),
            camera: camera,
            coverage: view.mask.coverage(size: PerspectiveTransformer.resolution),
            sketch: SurfaceSketch(view, camera, size: PerspectiveTransformer.resolution).bytes
        )
    }

    package func surfacePoints(_ count: Int, using generator: inout SeededGenerator) -> [SurfacePoint] {
        mesh.surfacePoints(count, using: &generator)
    }

    /// In a color that is drawn for each picture, where the mesh has none: it is not known.
    private func seen(_ camera: Camera, size: Int, using generator: inout SeededGenerator) -> MeshView {
        func channel() -> Float { 0.1 + 0.8 * Float(generator.next() >> 40) * 0x1p-24 }
        let color = SIMD3(channel(), channel(), channel())
        return MeshView(mesh, camera, size: size, color: color)
    }
}
