import HeadroomScenes

/// What a picture shows of the nearest surface, at a smaller size: an intermediate between picture and shape.
///
/// The 2.5D sketches of MarrNet (Wu et al. 2017, arXiv 1711.03129, section 3.1).
struct SurfaceSketch {
    /// Mask, depth and the three components of the normal, `[5, size, size]` from 0 to 255.
    ///
    /// The mask is the covered share; depths are from the front to the back of the sphere around the shape, components of
    /// normals from -1 to 1. Depth and normal are means over the covered pixels, and 128 where there are none.
    let bytes: [UInt8]

    init(_ view: ObjectView, _ camera: Camera, size: Int) {
        let scale = view.size / size
        let radius = 0.75.squareRoot()
        var planes = Array(repeating: 128 as UInt8, count: 5 * size * size)
        for row in 0..<size {
            for column in 0..<size {
                var (covered, depth, normal) = (0, 0.0, SIMD3<Float>.zero)
                for y in row * scale..<(row + 1) * scale {
                    for x in column * scale..<(column + 1) * scale where view.depths[y * view.size + x].isFinite {
                        covered += 1
                        depth += Double(view.depths[y * view.size + x])
                        normal += view.normals[y * view.size + x]
                    }
                }
                let pixel = row * size + column
                planes[pixel] = UInt8(covered * 255 / (scale * scale))
                guard covered > 0 else { continue }
                let behind = (depth / Double(covered) - camera.distance + radius) / (2 * radius)
                planes[size * size + pixel] = Self.byte(behind)
                for axis in 0..<3 {
                    planes[(2 + axis) * size * size + pixel] =
                        Self.byte((Double(normal[axis]) / Double(covered) + 1) / 2)
                }
            }
        }
        bytes = planes
    }

    private static func byte(_ value: Double) -> UInt8 { UInt8(max(0, min(1, value)) * 255 + 0.5) }
}
