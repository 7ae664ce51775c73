import HeadroomScenes
import HeadroomTorch

/// A scene whose planes are decoded once, for many frames.
struct SceneViews {
    private let trained: TrainedScenes
    private let planes: Tensor

    /// Rays that are rendered together.
    private static let raysAtOnce = 4096

    /// - Parameter scene: `[1, sceneWidth]`.
    init(_ trained: TrainedScenes, _ scene: Tensor) throws(TorchError) {
        self.trained = trained
        planes = try withoutGradients { () throws(TorchError) in try trained.model.sceneDecoder(scene) }
    }

    func frame(_ view: FlyThrough.View) throws(TorchError) -> FlyThrough.Frame {
        let camera = view.camera
        let count = camera.width * camera.height
        let (quaternion, origin) = (view.pose.quaternion, view.pose.origin)
        let rays = try VolumeRenderer.Rays(
            camera,
            rotation: Tensor((0..<4).map { Float(quaternion[$0]) }, shape: [4], device: planes.device),
            position: Tensor((0..<3).map { Float(origin[$0]) }, shape: [3], device: planes.device)
        )
        let renderer = trained.renderer
        var (colors, depths): ([Float], [Float]) = ([], [])
        for start in stride(from: 0, to: count, by: Self.raysAtOnce) {
            let part = try rays.part(start..<min(count, start + Self.raysAtOnce))
            let seen = try withoutGradients { () throws(TorchError) in
                try renderer(part, isRandom: false) { points throws(TorchError) in
                    try trained.model.field(planes, points)
                }
            }
            colors += try seen.color.flatten().floats()
            depths += try seen.depth.flatten().floats()
        }
        var image = Image(width: camera.width, height: camera.height)
        for index in colors.indices { image.bytes[index] = UInt8(max(0, min(1, colors[index])) * 255 + 0.5) }
        let meters = Float(trained.metadata.scale.metersPerUnit)
        return FlyThrough.Frame(image: image, depths: depths.map { $0 * meters })
    }
}
