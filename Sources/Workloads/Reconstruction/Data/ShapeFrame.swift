/// The frame of a volume.
package enum ShapeFrame: String, CaseIterable, Codable, Sendable {
    /// The object's own: its front towards +z, wherever the camera is.
    case object
    /// That of the view: turned about the vertical axis, so that the camera is towards +z.
    ///
    /// For objects without a front: a picture does not show how they are turned in a frame of their own.
    case view
}
