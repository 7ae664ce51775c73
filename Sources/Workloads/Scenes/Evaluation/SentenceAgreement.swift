import HeadroomScenes
package import HeadroomTorch

/// Whether scenes that are drawn for sentences are as these ask: the direction of the way, and the color of the wall at
/// its end, both read from the decoded poses and a rendered picture.
///
/// The sentences describe rooms that the model was not trained on. Chance is what the same scenes reach beside the
/// sentences of others.
package struct SentenceAgreement: Equatable, Sendable {
    /// Shares of the scenes.
    package private(set) var direction, wall: Double
    package private(set) var directionByChance, wallByChance: Double
    /// Share of the true rooms whose wall is read right: furniture and shadows can hide it.
    package private(set) var wallOfTrueRooms: Double

    /// What a sentence asks for, or what is read.
    private struct Reading: Equatable {
        var isToTheLeft: Bool
        var wall: NamedColor
    }

    private static let count = 128
    /// Of the first sentence's room; above those of all trainings.
    private static let firstSeed: UInt64 = 2_000_000
    private static let guidance = 1.5
    /// A narrow view: pixels on each side, and its angle in degrees.
    private static let (size, angle) = (8, 10.0)
    /// Degrees that it looks up, above most furniture and below the ceiling.
    private static let rise = 7.0
    /// Mean factor of the color of a wall by light and pattern.
    private static let shade = 0.78

    /// - Parameter embed: the embeddings of sentences, `[sentences, width]`.
    package init?(_ trained: TrainedScenes, embed: ([String]) throws -> Tensor?) throws {
        guard trained.metadata.data.folder == nil, let network = trained.model.prior.conditions.text else { return nil }
        let frames = trained.metadata.frames
        let rooms = (0..<Self.count).map { Room.random(seed: Self.firstSeed + UInt64($0), frames: frames) }
        guard let sentences = try embed(rooms.map { $0.room.description(of: $0.path) }) else { return nil }
        let asked = rooms.map { room, path in
            Reading(isToTheLeft: path.isToTheLeft, wall: path.poses.last.map(room.wall(seenBy:)) ?? .gray)
        }
        let camera = Intrinsics(width: Self.size, height: Self.size, fieldOfView: .degrees(Self.angle))
        let seen = rooms.map { room, path in
            Self.color(RoomView(room, camera, Self.raised(path.poses[frames - 1])).image)
        }
        wallOfTrueRooms = Self.share(zip(asked, seen).map { $0.wall == $1 })

        var sampler = DiffusionSampler()
        sampler.guidance = Self.guidance
        let prior = trained.model.prior
        let latents = try withoutGradients { () throws(TorchError) in
            let condition = try network(sentences)
            return try sampler(prior, from: Tensor.randn([Self.count, prior.width]), condition: condition)
        }
        let readings = try (0..<Self.count).map { index in
            let parts = try TrajectoryLatents.parts(latents.narrow(dimension: 0, start: index, length: 1))
            let poses = try trained.model.poseDecoder.poses(parts.path, count: frames)
            let view = FlyThrough.View(camera, Self.raised(poses[frames - 1]))
            let flight = try FlyThrough(trained, scene: parts.scene, views: [view])
            return Reading(
                isToTheLeft: poses[0].localPoint(poses[frames - 1].origin).x < 0,
                wall: Self.color(flight.frames[0].image)
            )
        }
        let others = asked.indices.map { asked[($0 + 1) % asked.count] }
        direction = Self.share(zip(asked, readings).map { $0.isToTheLeft == $1.isToTheLeft })
        directionByChance = Self.share(zip(others, readings).map { $0.isToTheLeft == $1.isToTheLeft })
        wall = Self.share(zip(asked, readings).map { $0.wall == $1.wall })
        wallByChance = Self.share(zip(others, readings).map { $0.wall == $1.wall })
    }

    private static func share(_ values: [Bool]) -> Double { Double(values.count(where: \.self)) / Double(values.count) }

    /// The pose of a camera that looks to the same side, and a little up.
    private static func raised(_ pose: Placement) -> Placement {
        let turn = Vector(pose.axes.z.x, 0, pose.axes.z.z).normalized
        let (sine, cosine) = (Angle.degrees(rise).sine, Angle.degrees(rise).cosine)
        var raised = Placement(at: pose.origin)
        let backward = turn * cosine - Vector(0, sine, 0)
        raised.axes = ([turn.z, 0, -turn.x], turn * sine + Vector(0, cosine, 0), backward)
        return raised
    }

    /// The name of the mean color of a picture.
    private static func color(_ image: Image) -> NamedColor {
        var sum = Vector.zero
        for (index, byte) in image.bytes.enumerated() { sum[index % 3] += Double(byte) / 255 }
        return NamedColor(nearestTo: sum / (Double(image.width * image.height) * shade))
    }
}
