/// A room seen by a camera: the color of each pixel and its depth, row by row from the top.
package struct RoomView: Sendable {
    package let intrinsics: Intrinsics
    /// RGB from 0 to 1, `[height, width]`.
    package private(set) var colors: [SIMD3<Float>]
    /// Depth along the camera's axis in meters, `[height, width]`.
    package private(set) var depths: [Float]

    /// Rays on each side of a pixel, whose mean color it has.
    private static let rays = 2

    /// Draws the room.
    ///
    /// - Parameter pose: of a camera inside.
    package init(_ room: Room, _ intrinsics: Intrinsics, _ pose: Placement) {
        let fine = RaySamples(
            room,
            intrinsics.scaled(
                width: intrinsics.width * Self.rays,
                height: intrinsics.height * Self.rays
            ),
            pose
        )
        self.intrinsics = intrinsics
        depths = RaySamples(room, intrinsics, pose).depths
        colors = (0..<intrinsics.width * intrinsics.height).map { pixel in
            let (row, column) = (pixel / intrinsics.width * Self.rays, pixel % intrinsics.width * Self.rays)
            var sum = SIMD3<Float>.zero
            for y in row..<row + Self.rays {
                for x in column..<column + Self.rays { sum += fine.colors[y * intrinsics.width * Self.rays + x] }
            }
            return sum / Float(Self.rays * Self.rays)
        }
    }

    package var image: Image {
        var image = Image(width: intrinsics.width, height: intrinsics.height)
        for index in colors.indices {
            for channel in 0..<3 {
                image.bytes[3 * index + channel] = UInt8(max(0, min(1, colors[index][channel])) * 255 + 0.5)
            }
        }
        return image
    }

    /// Colors and depths by one ray through the center of each pixel.
    private struct RaySamples {
        var colors: [SIMD3<Float>] = []
        var depths: [Float] = []

        init(_ room: Room, _ intrinsics: Intrinsics, _ pose: Placement) {
            let (width, height) = (intrinsics.width, intrinsics.height)
            // Directions of depth 1, so that the parameter of a line is the depth.
            let lines = (0..<width * height).map { pixel in
                pose.direction(
                    intrinsics.direction(x: Double(pixel % width) + 0.5, y: Double(pixel / width) + 0.5)
                )
            }
            for line in lines {
                let (depth, color) = room.shell(Ray(origin: pose.origin, direction: line))
                colors.append(SIMD3<Float>(color))
                depths.append(Float(depth))
            }
            for primitive in room.furniture.flatMap(\.primitives) {
                let placement = primitive.placement
                let start = placement.localPoint(pose.origin)
                let (columns, rows) = intrinsics.pixels(around: primitive.bounds, from: pose)
                for row in rows {
                    for column in columns {
                        let index = row * width + column
                        let ray = Ray(origin: start, direction: placement.localDirection(lines[index]))
                        guard let span = primitive.solid.span(ray), span.enter > 0,
                            Float(span.enter) < depths[index]
                        else { continue }
                        depths[index] = Float(span.enter)
                        let normal = placement.direction(span.normal)
                        colors[index] = SIMD3<Float>(primitive.color * RoomLighting.shade(normal))
                    }
                }
            }
        }
    }
}
