/// The light in which objects and meshes are drawn: from above, a little from the left, and from the camera.
enum Lighting {
    /// Direction from which the light comes, in the camera's frame.
    private static let direction = Vector(-0.4, 0.75, 0.55).normalized
    /// Share of the light that shadows receive.
    private static let ambient = 0.45

    /// Factor of the color of a surface.
    ///
    /// - Parameter normal: outward, in the camera's frame.
    static func shade(_ normal: Vector) -> Double { ambient + (1 - ambient) * max(0, normal.dot(direction)) }
}
