import HeadroomNumerics
package import HeadroomScenes

/// The volume of a shape and pictures of it, in one frame.
package struct ShapeViews {
    /// Of the resolution of the ``ShapeViewing``.
    package let volume: VoxelGrid
    package let views: [ShapeView]
    /// Azimuth of the cameras, by which the shape was turned; nil in its own frame.
    package var turn: Angle?
}

/// A picture of a shape, and what is known of it.
package struct ShapeView {
    /// RGB, of ``ImageEncoder/imageSize``.
    package let image: Image
    /// nil where it is not known.
    package var camera: Camera?
    /// Share of each pixel that the shape covers, `[32, 32]` from 0 to 255; empty where it is not known.
    package var coverage: [UInt8] = []
    /// The surface: coverage, depth and normal, `[5, 32, 32]` as ``SurfaceSketch`` has it; empty where it is not known.
    package var sketch: [UInt8] = []
}

/// How the pictures of shapes are taken.
package struct ShapeViewing: Sendable {
    package var frame = ShapeFrame.object
    /// Probability of a cluttered background.
    package var clutter = 0.0
    /// Elevations of the cameras, in degrees.
    package var elevations = Self.defaultElevations

    /// Cells on each side of the volumes.
    package var resolution = VolumeGenerator.resolution

    package static let defaultElevations = 10.0...40

    package init(
        frame: ShapeFrame = .object,
        clutter: Double = 0,
        elevations: ClosedRange<Double> = defaultElevations,
        resolution: Int = VolumeGenerator.resolution
    ) {
        (self.frame, self.clutter) = (frame, clutter)
        (self.elevations, self.resolution) = (elevations, resolution)
    }
}
