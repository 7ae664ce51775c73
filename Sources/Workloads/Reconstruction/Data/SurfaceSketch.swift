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

    /// - Parameters:
    ///   - depths: along the camera's axis, infinite where there is no surface: `[viewSize, viewSize]`.
    ///   - normals: in the camera's frame, the same shape.
    init(depths: [Float], normals: [SIMD3<Float>], viewSize: Int, _ camera: Camera, size: Int) {
        let scale = viewSize / size
        let radius = 0.75.squareRoot()
        var planes = Array(repeating: 128 as UInt8, count: 5 * size * size)
        for row in 0..<size {
            for column in 0..<size {
                var (covered, depth, sum) = (0, 0.0, SIMD3<Float>.zero)
                for y in row * scale..<(row + 1) * scale {
                    for x in column * scale..<(column + 1) * scale where depths[y * viewSize + x].isFinite {
                        covered += 1
                        depth += Double(depths[y * viewSize + x])
                        sum += normals[y * viewSize + x]
                    }
                }
                let pixel = row * size + column
                planes[pixel] = UInt8(covered * 255 / (scale * scale))
                guard covered > 0 else { continue }
                let behind = (depth / Double(covered) - camera.distance + radius) / (2 * radius)
                planes[size * size + pixel] = Self.byte(behind)
                for axis in 0..<3 {
                    planes[(2 + axis) * size * size + pixel] =
                        Self.byte((Double(sum[axis]) / Double(covered) + 1) / 2)
                }
            }
        }
        bytes = planes
    }

    init(_ view: ObjectView, _ camera: Camera, size: Int) {
        self.init(depths: view.depths, normals: view.normals, viewSize: view.size, camera, size: size)
    }

    init(_ view: MeshView, _ camera: Camera, size: Int) {
        self.init(depths: view.depths, normals: view.normals, viewSize: view.size, camera, size: size)
    }

    private static func byte(_ value: Double) -> UInt8 { UInt8(max(0, min(1, value)) * 255 + 0.5) }
}
