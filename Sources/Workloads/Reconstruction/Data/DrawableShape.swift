package import HeadroomNumerics
package import HeadroomScenes

/// A shape that can be drawn from any side.
package protocol DrawableShape: Sendable {
    var className: String { get }
    /// The shape turned about the vertical axis, so that a camera at an azimuth is in front of it, and scaled to the
    /// cube again.
    func facing(_ azimuth: Angle) -> Self
    func volume(resolution: Int) -> VoxelGrid
    func picture(
        _ camera: Camera,
        size: Int,
        _ background: Background,
        using generator: inout SeededGenerator
    ) -> Image
    /// Points on the surface, uniform by area; none where it has no area.
    func surfacePoints(_ count: Int, using generator: inout SeededGenerator) -> [SurfacePoint]
    /// A picture of ``ImageEncoder/imageSize``, with what is known of it.
    func view(_ camera: Camera, _ background: Background, using generator: inout SeededGenerator) -> ShapeView
}

extension DrawableShape {
    /// Draws the shape from cameras at any azimuth and at the elevations of the viewing.
    ///
    /// In the frame of the view all pictures have the same azimuth, since they have the same volume.
    func views(_ count: Int, _ viewing: ShapeViewing, using generator: inout SeededGenerator) -> ShapeViews {
        func unit() -> Double { Double(generator.next() >> 11) * 0x1p-53 }
        let isTurned = viewing.frame == .view
        let turn: Angle? = isTurned ? .degrees(360 * unit()) : nil
        let shape = turn.map(facing) ?? self
        let views = (0..<count).map { _ in
            let azimuth = isTurned ? 0 : 360 * unit()
            let (low, high) = (viewing.elevations.lowerBound, viewing.elevations.upperBound)
            let camera = Camera(azimuth: .degrees(azimuth), elevation: .degrees(low + (high - low) * unit()))
            let background: Background = unit() < viewing.clutter ? .clutter : .uniform
            return shape.view(camera, background, using: &generator)
        }
        return ShapeViews(volume: shape.volume(resolution: viewing.resolution), views: views, turn: turn)
    }
}

extension SceneObject: DrawableShape {
    package var className: String { kind.rawValue }

    package func facing(_ azimuth: Angle) -> SceneObject {
        SceneObject(kind, variant: variant, turned(by: .radians(-azimuth.radians)).primitives)
    }

    package func volume(resolution: Int) -> VoxelGrid { ObjectVolume(self, resolution: resolution).grid }

    package func picture(
        _ camera: Camera,
        size: Int,
        _ background: Background,
        using generator: inout SeededGenerator
    ) -> Image {
        ObjectView(self, camera, size: size).image(background, using: &generator)
    }

    package func view(
        _ camera: Camera,
        _ background: Background,
        using generator: inout SeededGenerator
    ) -> ShapeView {
        let view = ObjectView(self, camera, size: ImageEncoder.imageSize)
        return ShapeView(
            image: view.image(background, using: &generator),
            camera: camera,
            coverage: view.mask.coverage(size: PerspectiveTransformer.resolution),
            sketch: SurfaceSketch(view, camera, size: PerspectiveTransformer.resolution).bytes
        )
    }
}
