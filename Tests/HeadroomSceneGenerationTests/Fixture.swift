import HeadroomSceneGeneration
import HeadroomScenes
import HeadroomTorch
import TestSupport
import Testing

func loadEngine() throws {
    try Engine.load(library: try #require(Needs.engine, "HEADROOM_ENGINE is not set: run ./test"))
}

/// Rooms that are quick to draw and to learn.
enum SmallRooms {
    static func settings(_ count: Int) -> TrajectorySettings {
        var settings = TrajectorySettings()
        (settings.rooms, settings.frames, settings.size) = (count, 8, 16)
        return settings
    }
}

extension Tensor {
    /// The greatest difference from a tensor of the same shape.
    func difference(_ other: Tensor) throws -> Double { try (self - other).absolute().maximum().item() }
}
