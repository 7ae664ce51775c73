package import HeadroomNumerics

/// A mesh seen by a camera, lit as objects are: for each pixel, the nearest triangle.
package struct MeshView: Sendable {
    /// Pixels on each side.
    package let size: Int
    /// RGB from 0 to 1, `[size, size]`; zero where there is no surface.
    private var colors: [SIMD3<Float>]
    /// Depth along the camera's axis; infinite where there is no surface.
    package private(set) var depths: [Float]
    /// Unit normals that face the camera, in its frame (x right, y up, z backward), `[size, size]`; zero without a surface.
    package private(set) var normals: [SIMD3<Float>]

    private static let background = SIMD3<Float>(repeating: 0.94)

    /// - Parameter color: RGB from 0 to 1 of a mesh that has no colors.
    package init(_ mesh: Mesh, _ camera: Camera, size: Int, color: SIMD3<Float> = [0.42, 0.55, 0.72]) {
        self.size = size
        colors = Array(repeating: .zero, count: size * size)
        depths = Array(repeating: .infinity, count: size * size)
        normals = Array(repeating: .zero, count: size * size)
        let projection = PixelProjection(camera, size: size)
        let seen = mesh.vertices.map { projection.seen(Vector($0)) }
        for (index, triangle) in mesh.triangles.enumerated() {
            let corners = (seen[Int(triangle.x)], seen[Int(triangle.y)], seen[Int(triangle.z)])
            let color = mesh.colors.isEmpty ? color : mesh.colors[Int(mesh.triangles[index].x)]
            draw(corners, color, projection)
        }
    }

    package var mask: [Bool] { depths.map(\.isFinite) }

    /// The picture on light gray.
    package var image: Image {
        image(before: Array(repeating: Self.background, count: size * size))
    }

    /// The mesh in front of a background.
    package func image(_ background: Background, using generator: inout SeededGenerator) -> Image {
        image(before: background.pixels(size: size, using: &generator))
    }

    /// - Parameter background: RGB from 0 to 1, `[size, size]`.
    private func image(before background: [SIMD3<Float>]) -> Image {
        var image = Image(width: size, height: size)
        for index in depths.indices {
            let color = depths[index].isFinite ? colors[index] : background[index]
            for channel in 0..<3 {
                image.bytes[3 * index + channel] = UInt8(max(0, min(1, color[channel])) * 255 + 0.5)
            }
        }
        return image
    }

    /// - Parameter corners: in the camera's frame.
    private mutating func draw(
        _ corners: (Vector, Vector, Vector),
        _ color: SIMD3<Float>,
        _ projection: PixelProjection
    ) {
        let (a, b, c) = corners
        // All in front of the camera, or not at all: no mesh reaches behind it.
        guard max(a.z, b.z, c.z) < -1e-6 else { return }
        let (p, q, r) = (projection.place(a), projection.place(b), projection.place(c))
        let area = (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x)
        guard area != 0 else { return }
        let normal = (b - a).cross(c - a)
        guard normal.length > 0 else { return }
        let seen = normal.normalized * (normal.z < 0 ? -1 : 1)
        let shade = Float(Lighting.shade(seen))
        let (low, high) = (pointwiseMin(p, pointwiseMin(q, r)), pointwiseMax(p, pointwiseMax(q, r)))
        for row in range(low.y, high.y) {
            for column in range(low.x, high.x) {
                let point = SIMD2(Double(column) + 0.5, Double(row) + 0.5)
                func weight(_ from: SIMD2<Double>, _ to: SIMD2<Double>) -> Double {
                    ((to.x - from.x) * (point.y - from.y) - (to.y - from.y) * (point.x - from.x)) / area
                }
                let (u, v, w) = (weight(q, r), weight(r, p), weight(p, q))
                guard u >= 0, v >= 0, w >= 0 else { continue }
                // The reciprocal of the depth is linear in the picture.
                let depth = Float(-1 / (u / a.z + v / b.z + w / c.z))
                let index = row * size + column
                guard depth < depths[index] else { continue }
                depths[index] = depth
                colors[index] = color * shade
                normals[index] = SIMD3<Float>(seen)
            }
        }
    }

    /// The pixels whose centers can be between two coordinates.
    private func range(_ low: Double, _ high: Double) -> Range<Int> {
        let first = max(0, min(Double(size), (low - 0.5).rounded(.up)))
        let last = max(first, min(Double(size), (high - 0.5).rounded(.down) + 1))
        return Int(first)..<Int(last)
    }
}
