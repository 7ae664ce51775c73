import HeadroomNumerics
import HeadroomReconstruction
import HeadroomScenes
import Testing

/// Volumes in the frame of the view.
struct ShapeFrameTests {
    private func overlap(_ first: [Bool], _ second: [Bool]) -> Double {
        let both = zip(first, second).count { $0 && $1 }
        return Double(both) / Double(zip(first, second).count { $0 || $1 })
    }

    /// The silhouette of a picture on uniform gray.
    private func mask(_ image: Image) -> [Bool] {
        (0..<image.width * image.height).map { pixel in
            Array(image.bytes[3 * pixel..<3 * pixel + 3]) != [240, 240, 240]
        }
    }

    /// The volume seen from the front, at the elevation that fits the picture best.
    private func bestOverlap(_ views: ShapeViews, _ picture: Image) -> Double {
        let surface = ScalarGrid(resolution: 32, values: views.volume.cells.map { $0 ? 1 : 0 }).surface(atLeast: 0.5)
        let seen = mask(picture)
        return stride(from: 10.0, through: 40, by: 5).map { elevation in
            let camera = Camera(azimuth: .degrees(0), elevation: .degrees(elevation))
            return overlap(MeshView(surface, camera, size: 64).mask, seen)
        }.max() ?? 0
    }

    @Test(arguments: [ObjectClass.chair, .car, .bookcase])
    func theCameraIsInFrontOfTheVolume(_ kind: ObjectClass) throws {
        var generator = SeededGenerator(seed: 4)
        var others: [Double] = []
        for seed in 0..<4 as Range<UInt64> {
            let object = ShapeSource.object(kind.object(seed: seed))
            let views = try object.views(2, ShapeViewing(frame: .view), using: &generator)
            for picture in views.views.map(\.image) { #expect(bestOverlap(views, picture) > 0.8) }
            let own = try object.views(2, ShapeViewing(frame: .object), using: &generator)
            others += own.views.map(\.image).map { bestOverlap(own, $0) }
        }
        // In the object's own frame the camera is somewhere else.
        #expect(others.reduce(0, +) / Double(others.count) < 0.8)
    }

    @Test func aMeshIsTurnedAsAnObjectIs() throws {
        let object = ObjectClass.chair.object(seed: 2)
        let values = ObjectVolume(object, resolution: 64).grid.cells.map { $0 ? 1 : 0 as Float }
        let mesh = MeshShape(ScalarGrid(resolution: 64, values: values).surface(atLeast: 0.5), className: "chair")
        for azimuth in [0.0, 40, 90, 200] {
            let turned = (mesh.facing(.degrees(azimuth)), object.facing(.degrees(azimuth)))
            let overlap = turned.0.volume(resolution: 32).intersectionOverUnion(turned.1.volume(resolution: 32))
            #expect(overlap > 0.75)
        }
    }

    /// Points on the surface of a turned shape lie at the border of its volume.
    @Test func theSurfaceIsTurnedWithTheVolume() throws {
        let folder = try ShapeFolder()
        defer { folder.remove() }
        try folder.write(ShapeFolder.box([1, 0.2, 0.5]), "board.obj")
        let mesh = ShapeSource.mesh(path: "\(folder.path)/board.obj", className: "board")
        for source in [mesh, .object(ObjectClass.car.object(seed: 1))] {
            var generator = SeededGenerator(seed: 9)
            let views = try source.views(1, ShapeViewing(frame: .view), using: &generator)
            let turn = try #require(views.turn)
            func share(_ shape: FramedShape) throws -> Double {
                let points = try shape.surfacePoints(500, seed: 3)
                let atBorder = points.count { point in
                    // The cells half a cell inside and outside of the surface.
                    func isOccupied(_ side: Double) -> Bool {
                        let place = (point.position + point.normal * (side / 32) + 0.5) * 32
                        let cell = (0..<3).map { Int(max(0, min(31, place[$0]))) }
                        return views.volume[cell[0], cell[1], cell[2]]
                    }
                    return isOccupied(-0.75) && !isOccupied(0.75)
                }
                return Double(atBorder) / 500
            }
            let (turned, own) = (
                try share(FramedShape(source: source, turn: turn)), try share(FramedShape(source: source, turn: nil))
            )
            #expect(turned > 0.75 && own < turned - 0.2, "\(turned) \(own)")
        }
    }

    /// A mesh is sketched as the object that it is the surface of.
    @Test func aMeshIsSketchedAsAnObjectIs() throws {
        var generator = SeededGenerator(seed: 1)
        let object = ObjectClass.car.object(seed: 2)
        let mesh = MeshShape(ObjectVolume(object, resolution: 128).grid.surface, className: "car")
        let camera = Camera(azimuth: .degrees(30), elevation: .degrees(25))
        let sketches = [
            object.view(camera, .uniform, using: &generator), mesh.view(camera, .uniform, using: &generator),
        ].map(\.sketch)
        #expect(sketches.allSatisfy { $0.count == 5 * 32 * 32 })
        let differences = zip(sketches[0], sketches[1]).map { abs(Double($0) - Double($1)) }
        // In parts of 255: mask, depth, and the three components of the normal.
        for (plane, most) in [6.0, 6, 12, 12, 12].enumerated() {
            let mean = differences[plane * 1024..<(plane + 1) * 1024].reduce(0, +) / 1024
            #expect(mean < most, "\(plane): \(mean)")
        }
    }

    /// No side of a volume is cut off, however it is turned.
    @Test func aTurnedShapeStaysInTheCube() throws {
        let board = MeshShape(ShapeFolder.box([1, 0.2, 1]), className: "board")
        for azimuth in stride(from: 0.0, to: 360, by: 15) {
            let cells = board.facing(.degrees(azimuth)).volume(resolution: 32)
            for index in cells.cells.indices where cells.cells[index] {
                for side in [index % 32, index / 32 % 32, index / 1024] { #expect((1...30).contains(side)) }
            }
        }
    }
}
