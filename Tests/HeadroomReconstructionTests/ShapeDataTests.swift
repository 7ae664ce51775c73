import HeadroomReconstruction
import HeadroomScenes
import HeadroomTorch
import TestSupport
import Testing

@Suite(.serialized, .disabled(if: Needs.mayRunWithoutEngine)) struct ShapeDataTests {
    init() throws { try loadEngine() }

    @Test func noShapeIsInTwoParts() {
        var seen: Set<[UInt8]> = []
        for split in [ShapeSplit.training, .validation, .test] {
            let shapes = split.shapes(60, of: ObjectClass.basic)
            #expect(shapes.count == 60)
            for kind in ObjectClass.basic { #expect(shapes.count { $0.kind == kind } == 15) }
            // By what the shapes fill, and not by their names.
            for shape in shapes {
                let isNew = seen.insert(ObjectVolume(shape, resolution: 32).parts).inserted
                #expect(isNew)
            }
        }
    }

    @Test func samplesAreViewsOfTheirShapes() throws {
        let shapes = ShapeSplit.test.shapes(4, of: [.chair, .car])
        let data = try ViewDataset(shapes, viewsPerShape: 3, seed: 1)
        #expect(data.count == 12)
        let batch = try data.batch([7, 0])
        #expect(batch.views.shape == [2, 1, 3, 64, 64])
        let volume = try batch.volumes.select(dimension: 0, 0).floats().map { $0 == 1 }
        #expect(volume == ObjectVolume(shapes[2], resolution: 32).grid.cells)
        let views = try data.views(of: 2..<3)
        #expect(try views.select(dimension: 1, 1).floats() == batch.views.select(dimension: 0, 0).floats())
        // The other pictures of a sample are of the same shape, in turn.
        let three = try data.batch([8], views: 3)
        let order = try three.views.unbind(dimension: 1).map { try $0.floats() }
        #expect(try order == [2, 0, 1].map { try views.select(dimension: 1, $0).floats() })
        // None is repeated where there are fewer.
        #expect(try SmallShapes.data(.test, 2).batch([1], views: 3).views.shape == [1, 1, 3, 64, 64])
    }
}
