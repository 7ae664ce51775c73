import HeadroomScenes
import Testing

/// Furnished rooms, and what a camera sees on its way through them.
struct RoomTests {
    private static let camera = Intrinsics(width: 48, height: 36, fieldOfView: .degrees(80))

    private func points(_ view: RoomView, _ pose: Placement) -> [Vector] {
        view.depths.indices.map { index in
            let (row, column) = (index / view.intrinsics.width, index % view.intrinsics.width)
            let direction = view.intrinsics.direction(x: Double(column) + 0.5, y: Double(row) + 0.5)
            return pose.point(direction * Double(view.depths[index]))
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>) func everythingIsInTheRoomAndTheWayIsFree(_ seed: UInt64) {
        let (room, path) = Room.random(seed: seed, frames: 12)
        let half = Vector(room.size.x / 2, 0, room.size.z / 2)
        #expect(path.poses.count == 12 && !room.furniture.isEmpty)
        for piece in room.furniture {
            #expect(abs(piece.bounds.low.y) < 1e-9 && piece.bounds.high.y < room.size.y)
            for corner in piece.bounds.corners { #expect(abs(corner.x) < half.x && abs(corner.z) < half.z) }
        }
        for (index, piece) in room.furniture.enumerated() {
            for other in room.furniture[..<index] {
                let overlap =
                    pointwiseMin(piece.bounds.high, other.bounds.high)
                    - pointwiseMax(piece.bounds.low, other.bounds.low)
                #expect(overlap.x <= 0 || overlap.z <= 0)
            }
        }
        for pose in path.poses {
            #expect(abs(pose.origin.x) < half.x && abs(pose.origin.z) < half.z)
            for piece in room.furniture {
                let (low, high) = (piece.bounds.low, piece.bounds.high)
                #expect(
                    pose.origin.x < low.x || pose.origin.x > high.x || pose.origin.z < low.z || pose.origin.z > high.z
                )
            }
            // A rotation: unit axes at right angles.
            let axes = [pose.axes.x, pose.axes.y, pose.axes.z]
            for (i, first) in axes.enumerated() {
                for (j, second) in axes.enumerated() { #expect(abs(first.dot(second) - (i == j ? 1 : 0)) < 1e-12) }
            }
            #expect((pose.axes.x.cross(pose.axes.y) - pose.axes.z).length < 1e-12)
        }
    }

    /// Depths lead to points on the walls, the floor and the ceiling, or inside of the bounds of a piece of furniture.
    @Test(arguments: 0..<4 as Range<UInt64>) func depthsLeadToSurfaces(_ seed: UInt64) {
        let (room, path) = Room.random(seed: seed, frames: 3)
        var onShell = 0
        for pose in path.poses {
            let view = RoomView(room, Self.camera, pose)
            let elsewhere = points(view, pose).filter { point in
                let gaps = [
                    abs(abs(point.x) - room.size.x / 2), abs(abs(point.z) - room.size.z / 2), abs(point.y),
                    abs(point.y - room.size.y),
                ]
                if (gaps.min() ?? 1) < 1e-5 {
                    onShell += 1
                    return false
                }
                return !room.furniture.contains { piece in
                    (0..<3).allSatisfy {
                        point[$0] > piece.bounds.low[$0] - 1e-5 && point[$0] < piece.bounds.high[$0] + 1e-5
                    }
                }
            }
            #expect(elsewhere.isEmpty, "\(elsewhere)")
        }
        let count = 3 * Self.camera.width * Self.camera.height
        #expect(onShell > count / 4 && onShell < count, "\(onShell) of \(count)")
    }

    /// A point has the same color from another camera that sees it: the pictures, depths and poses belong together.
    @Test(arguments: 0..<4 as Range<UInt64>) func picturesAgreeThroughTheirDepths(_ seed: UInt64) {
        let (room, path) = Room.random(seed: seed, frames: 12)
        let (first, second) = (path.poses[4], path.poses[6])
        let (view, other) = (RoomView(room, Self.camera, first), RoomView(room, Self.camera, second))
        let (width, height) = (Self.camera.width, Self.camera.height)
        func difference(_ a: SIMD3<Float>, _ b: SIMD3<Float>) -> Double {
            Double(abs(a.x - b.x) + abs(a.y - b.y) + abs(a.z - b.z)) / 3
        }
        var (warped, unwarped): ([Double], [Double]) = ([], [])
        for (index, point) in points(view, first).enumerated() {
            let seen = second.localPoint(point)
            guard seen.z < 0 else { continue }
            let place = Self.camera.place(seen)
            guard place.x >= 0, place.y >= 0, place.x < Double(width), place.y < Double(height) else { continue }
            let target = Int(place.y) * width + Int(place.x)
            // Not hidden from the other camera.
            guard abs(Double(other.depths[target]) + seen.z) < 0.05 else { continue }
            warped.append(difference(view.colors[index], other.colors[target]))
            unwarped.append(difference(view.colors[index], other.colors[index]))
        }
        func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
        #expect(warped.count > width * height / 4, "\(warped.count)")
        #expect(mean(warped) < 0.06 && mean(warped) < 0.5 * mean(unwarped), "\(mean(warped)) \(mean(unwarped))")
    }

    /// The same on every machine.
    @Test func aRoomHasItsBytes() {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for seed in 0..<4 as Range<UInt64> {
            let (room, path) = Room.random(seed: seed, frames: 2)
            for pose in path.poses {
                let view = RoomView(room, Self.camera, pose)
                let bytes =
                    view.image.bytes
                    + view.depths.flatMap { depth in
                        withUnsafeBytes(of: depth.bitPattern.littleEndian) { Array($0) }
                    }
                for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
            }
        }
        #expect(hash == 14_058_820_348_135_421_434)
    }

    @Test func aDescriptionNamesWhatIsSeen() {
        var descriptions: Set<String> = []
        for seed in 0..<30 as Range<UInt64> {
            let (room, path) = Room.random(seed: seed, frames: 12)
            let text = room.description(of: path)
            descriptions.insert(text)
            #expect(text.lowercased().hasPrefix(room.style.phrase))
            #expect(text.contains(path.isToTheLeft ? "to the left" : "to the right"))
            guard let passed = room.passed(on: path), let end = path.poses.last else { continue }
            #expect(text.contains("\(passed.color.rawValue) \(passed.kind.rawValue)"))
            #expect(text.contains("the \(room.wall(seenBy: end).rawValue) wall"))
        }
        #expect(descriptions.count > 25)
    }

    @Test(arguments: NamedColor.allCases) func aColorIsNearestToItself(_ color: NamedColor) {
        #expect(NamedColor(nearestTo: color.color) == color)
        #expect(NamedColor(nearestTo: color.color * 0.98) == color)
    }

    /// A direction through a place of a picture leads back to it.
    @Test func directionsAndPlacesAreInverse() {
        let square = Intrinsics(width: 64, height: 48, fieldOfView: .degrees(90))
        #expect(abs(square.focalX - 32) < 1e-12)
        for camera in [square, square.scaled(width: 32, height: 48)] {
            for (x, y) in [(0.5, 0.5), (10, 40), (31.5, 3)] {
                let place = camera.place(camera.direction(x: x, y: y) * 3)
                #expect(abs(place.x - x) < 1e-12 && abs(place.y - y) < 1e-12)
            }
        }
    }
}
