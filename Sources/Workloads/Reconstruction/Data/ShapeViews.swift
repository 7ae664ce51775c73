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

    package init(frame: ShapeFrame = .object, clutter: Double = 0) {
        (self.frame, self.clutter) = (frame, clutter)
    }
}
