import HeadroomNumerics

/// A furnished room: a box with its floor at y = 0, around the vertical axis, in meters.
package struct Room: Equatable, Sendable {
    package let style: RoomStyle
    /// Along x, y (up) and z.
    package let size: Vector
    package let walls: Walls
    /// Of the floor's tiles.
    let floor: (NamedColor, NamedColor)
    package let furniture: [Furniture]

    /// Colors of the walls at the greatest and the least x, and at the greatest and the least z.
    package struct Walls: Equatable, Sendable {
        package var right, left, front, back: NamedColor
    }

    /// A random room with a camera path, both the same on every machine.
    package static func random(seed: UInt64, frames: Int) -> (room: Room, path: CameraPath) {
        var generator = SeededGenerator(seed: seed, purpose: "room")
        func unit() -> Double { Double(generator.next() >> 11) * 0x1p-53 }
        func length(_ range: ClosedRange<Double>) -> Double {
            range.lowerBound + (range.upperBound - range.lowerBound) * unit()
        }
        func choice<T>(_ all: [T]) -> T { all[Int(generator.next() % UInt64(all.count))] }

        let style = choice(RoomStyle.allCases)
        let size = Vector(length(4...6), 2.6, length(4...6))
        let walls = Walls(
            right: choice(NamedColor.allCases),
            left: choice(NamedColor.allCases),
            front: choice(NamedColor.allCases),
            back: choice(NamedColor.allCases)
        )
        let floor = (choice([NamedColor.white, .yellow, .orange]), choice([NamedColor.gray, .brown, .blue]))
        let path = CameraPath(in: size, frames: frames, unit)
        var furniture: [Furniture] = []
        let count = 3 + Int(generator.next() % 4)
        for _ in 0..<60 where furniture.count < count {
            let (kind, sizes) = choice(Furniture.sizes)
            let candidate = Furniture(
                kind.object(seed: generator.next()),
                choice(NamedColor.allCases),
                longest: length(sizes),
                at: SIMD2(length(-0.5...0.5) * size.x, length(-0.5...0.5) * size.z),
                turn: .degrees(90 * Double(generator.next() % 4) + length(-10...10))
            )
            let isInside =
                candidate.bounds.high.x < size.x / 2 && candidate.bounds.low.x > -size.x / 2
                && candidate.bounds.high.z < size.z / 2 && candidate.bounds.low.z > -size.z / 2
            let isFree =
                !furniture.contains { $0.isNear(candidate, 0.1) }
                && path.poses.allSatisfy { candidate.distance(from: SIMD2($0.origin.x, $0.origin.z)) > 0.4 }
            if isInside, isFree { furniture.append(candidate) }
        }
        return (Room(style: style, size: size, walls: walls, floor: floor, furniture: furniture), path)
    }

    package static func == (left: Room, right: Room) -> Bool {
        left.style == right.style && left.size == right.size && left.walls == right.walls && left.floor == right.floor
            && left.furniture == right.furniture
    }

    /// The color of the wall that a horizontal ray from inside meets.
    func wall(_ ray: Ray) -> NamedColor {
        let (axis, _) = exit(ray)
        let isHigh = ray.direction[axis] > 0
        return axis == 0 ? (isHigh ? walls.right : walls.left) : (isHigh ? walls.front : walls.back)
    }

    /// The intersection of a ray from inside with the room: the axis of the side, and the ray parameter.
    private func exit(_ ray: Ray) -> (axis: Int, t: Double) {
        var (axis, least) = (1, Double.infinity)
        for side in 0..<3 where ray.direction[side] != 0 {
            let high = side == 1 ? size.y : size[side] / 2
            let low = side == 1 ? 0 : -size[side] / 2
            let t = ((ray.direction[side] > 0 ? high : low) - ray.origin[side]) / ray.direction[side]
            if t < least { (axis, least) = (side, t) }
        }
        return (axis, least)
    }

    /// The wall, floor or ceiling that a ray from inside meets: the ray parameter, and the lit color.
    func shell(_ ray: Ray) -> (t: Double, color: Vector) {
        let (axis, t) = exit(ray)
        let point = ray.point(at: t)
        var normal = Vector.zero
        normal[axis] = ray.direction[axis] > 0 ? -1 : 1
        let color: Vector
        if axis == 1 {
            let isEven = Int((point.x / 0.8).rounded(.down) + (point.z / 0.8).rounded(.down)) & 1 == 0
            color = ray.direction.y > 0 ? NamedColor.white.color : (isEven ? floor.0 : floor.1).color
        } else {
            color = wall(ray).color * style.shade(along: axis == 0 ? point.z : point.x, height: point.y)
        }
        return (t, color * RoomLighting.shade(normal))
    }
}

/// The light in a room: from above and aside, the same from all cameras.
enum RoomLighting {
    private static let direction = Vector(0.3, 0.9, 0.5).normalized
    private static let ambient = 0.6

    /// Factor of the color of a surface.
    ///
    /// - Parameter normal: outward, in the frame of the room.
    static func shade(_ normal: Vector) -> Double {
        ambient + (1 - ambient) * (0.5 + 0.5 * normal.dot(direction))
    }
}
