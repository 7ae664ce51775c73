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
