import HeadroomScenes

/// A moving picture of a mesh that turns once.
enum Turntable {
    private static let (frameCount, milliseconds) = (48, 60)

    static func write(_ mesh: Mesh, size: Int = 320, to path: String) throws(SceneFileError) {
        let frames = (0..<frameCount).map { frame(mesh, share: Double($0) / Double(frameCount), size: size) }
        try AnimatedPNG.write(frames, milliseconds: milliseconds, to: path)
    }

    /// The mesh after a share of a turn; the first is seen from its front, a little from the right.
    static func frame(_ mesh: Mesh, share: Double, size: Int) -> Image {
        MeshView(mesh, Camera(azimuth: .degrees(35 + 360 * share), elevation: .degrees(25)), size: size).image
    }
}
