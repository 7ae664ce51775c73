/// An object seen by a camera: for each pixel, row by row from the top, what the ray through its center meets first.
package struct ObjectView: Equatable, Sendable {
    /// Pixels on each side.
    package let size: Int
    /// RGB from 0 to 1 of the lit surface, `[size, size]`; zero where there is none.
    package fileprivate(set) var colors: [SIMD3<Float>]
    /// Depth along the camera's axis; infinite where there is no surface.
    package fileprivate(set) var depths: [Float]
    /// Outward unit normals in the camera's frame (x right, y up, z towards the camera); zero where there is none.
    package fileprivate(set) var normals: [SIMD3<Float>]
    /// ``Part`` of the surface; 0 where there is none.
    package fileprivate(set) var parts: [UInt8]

    package var mask: [Bool] { parts.map { $0 != 0 } }

    package init(_ object: SceneObject, _ camera: Camera, size: Int) {
        self.size = size
        let count = size * size
        colors = Array(repeating: .zero, count: count)
        depths = Array(repeating: .infinity, count: count)
        normals = Array(repeating: .zero, count: count)
        parts = Array(repeating: 0, count: count)
        let projection = PixelProjection(camera, size: size)
        for primitive in object.primitives { draw(primitive, projection) }
    }

    private mutating func draw(_ primitive: Primitive, _ projection: PixelProjection) {
        let placement = primitive.placement
        let (right, up, backward) = projection.axes
        let start = placement.localPoint(projection.position)
        // Steps of the ray's direction from pixel to pixel are the same everywhere, so rotate them once.
        let (x, y) = (placement.localDirection(right), placement.localDirection(up))
        let forward = placement.localDirection(-backward)
        let (columns, rows) = projection.pixels(around: primitive.bounds)
        for row in rows {
            let line = forward + y * projection.offset(size - 1 - row)
            for column in columns {
                // A direction of depth 1, so that the parameter of the ray is the depth.
                let ray = Ray(origin: start, direction: line + x * projection.offset(column))
                let index = row * size + column
                guard let span = primitive.solid.span(ray), span.enter > 0, Float(span.enter) < depths[index] else {
                    continue
                }
                let normal = placement.direction(span.normal)
                let seen = Vector(normal.dot(right), normal.dot(up), normal.dot(backward))
                depths[index] = Float(span.enter)
                normals[index] = SIMD3<Float>(seen)
                parts[index] = primitive.part.rawValue
                colors[index] = SIMD3<Float>(primitive.color * Lighting.shade(seen))
            }
        }
    }
}
