package import HeadroomScenes
package import HeadroomTorch

/// The surface of a scene, with its colors: where the density of the radiance field passes a threshold.
///
/// Behind what the cameras of a path see, nothing was ever trained: cells there count as empty. The surface is in meters,
/// with the floor below, in the frame of the trajectory.
package struct SceneSurface {
    private let trained: TrainedScenes
    private let planes: Tensor

    /// Points at which the field is evaluated together.
    private static let pointsAtOnce = 65_536
    /// Thickness of a wall that takes half of the light, in meters.
    private static let wall = 0.1
    /// How far behind the depth that a camera sees a cell still counts, in meters.
    private static let margin = 0.3

    /// - Parameter scene: `[1, sceneWidth]`.
    package init(_ trained: TrainedScenes, scene: Tensor) throws(TorchError) {
        self.trained = trained
        planes = try withoutGradients { () throws(TorchError) in try trained.model.sceneDecoder(scene) }
    }

    /// The density that takes half of the light in a wall's thickness, per unit of the scene.
    package var defaultThreshold: Double { 0.6931 / (Self.wall / trained.metadata.scale.metersPerUnit) }

    /// - Parameters:
    ///   - resolution: cells on each side of the scene's cube.
    ///   - flight: what cameras see of the scene.
    package func mesh(
        resolution: Int,
        threshold: Double,
        seenBy flight: FlyThrough
    ) throws -> Mesh {
        let cells = resolution * resolution * resolution
        let centers = (0..<cells).map { cell -> Vector in
            let (x, y, z) = (cell % resolution, cell / resolution % resolution, cell / (resolution * resolution))
            func place(_ index: Int) -> Double { (Double(index) + 0.5) * 2 / Double(resolution) - 1 }
            return [place(x), place(y), place(z)]
        }
        var densities = try values(at: centers).density
        let meters = trained.metadata.scale.metersPerUnit
        for (cell, center) in centers.enumerated() where !isSeen(center, by: flight) { densities[cell] = 0 }
        guard densities.contains(where: { Double($0) >= threshold }) else {
            throw SceneFileError(
                "nothing in the scene is as dense as the threshold \(threshold)",
                hint: "The densest point has \(densities.max() ?? 0); --threshold takes a smaller one."
            )
        }
        var mesh = ScalarGrid(resolution: resolution, values: densities).surface(atLeast: Float(threshold))
        // The grid spans -0.5 to 0.5, the scene -1 to 1.
        let places = mesh.vertices.map { Vector(Double($0.x), Double($0.y), Double($0.z)) * 2 }
        mesh.colors = try values(at: places).colors
        mesh.vertices = places.map {
            SIMD3<Float>(
                Float($0.x * meters),
                Float($0.y * meters + trained.metadata.scale.middleHeight),
                Float($0.z * meters)
            )
        }
        return mesh
    }

    /// Whether a point, in units of the scene, is in front of a surface that a camera sees, or just behind one.
    private func isSeen(_ center: Vector, by flight: FlyThrough) -> Bool {
        zip(flight.frames, flight.views).contains { frame, view in
            let point = view.pose.localPoint(center)
            guard point.z < -1e-3 else { return false }
            let (camera, place) = (view.camera, view.camera.place(point))
            guard place.x >= 0, place.y >= 0, place.x < Double(camera.width), place.y < Double(camera.height) else {
                return false
            }
            let depth = Double(frame.depths[Int(place.y) * camera.width + Int(place.x)])
            return -point.z * trained.metadata.scale.metersPerUnit < depth + Self.margin
        }
    }

    private func values(at points: [Vector]) throws(TorchError) -> (density: [Float], colors: [SIMD3<Float>]) {
        var (densities, colors): ([Float], [SIMD3<Float>]) = ([], [])
        for start in stride(from: 0, to: points.count, by: Self.pointsAtOnce) {
            let part = points[start..<min(points.count, start + Self.pointsAtOnce)]
            let places = try Tensor(
                part.flatMap { [Float($0.x), Float($0.y), Float($0.z)] },
                shape: [1, part.count, 3],
                device: planes.device
            )
            let (density, color) = try withoutGradients { () throws(TorchError) in
                try trained.model.field(planes, places)
            }
            densities += try density.flatten().floats()
            let numbers = try color.flatten().floats()
            colors += (0..<part.count).map { [numbers[3 * $0], numbers[3 * $0 + 1], numbers[3 * $0 + 2]] }
        }
        return (densities, colors)
    }
}
