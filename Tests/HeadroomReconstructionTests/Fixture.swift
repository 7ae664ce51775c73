import HeadroomReconstruction
import HeadroomScenes
import HeadroomTorch
import TestSupport
import Testing

func loadEngine() throws {
    try Engine.load(library: try #require(Needs.engine, "HEADROOM_ENGINE is not set: run ./test"))
}

/// Shapes that are quick to draw and to learn.
enum SmallShapes {
    static func data(
        _ split: ShapeSplit,
        _ count: Int,
        views: Int = 1,
        of classes: [ObjectClass] = ObjectClass.basic
    ) throws -> ViewDataset {
        try ViewDataset(split.shapes(count, of: classes), viewsPerShape: views, seed: 3)
    }
}
