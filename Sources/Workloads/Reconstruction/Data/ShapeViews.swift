import HeadroomNumerics
package import HeadroomScenes

/// The volume of a shape and pictures of it, in one frame.
package struct ShapeViews {
    /// Of ``VolumeGenerator/resolution``.
    package let volume: VoxelGrid
    /// RGB, of ``ImageEncoder/imageSize``.
    package let pictures: [Image]
}

/// How the pictures of shapes are taken.
package struct ShapeViewing: Sendable {
    package var frame = ShapeFrame.object
    /// Probability of a cluttered background.
    package var clutter = 0.0
    /// Elevations of the cameras, in degrees.
    package var elevations = Self.defaultElevations

    package static let defaultElevations = 10.0...40

    package init(
        frame: ShapeFrame = .object,
        clutter: Double = 0,
        elevations: ClosedRange<Double> = defaultElevations
    ) {
        (self.frame, self.clutter, self.elevations) = (frame, clutter, elevations)
    }
}
