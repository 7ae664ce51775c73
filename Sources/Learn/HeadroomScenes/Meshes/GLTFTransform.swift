/// Where a node of glTF puts its mesh: a linear map, by its columns, and a translation.
struct GLTFTransform {
    var columns: (SIMD3<Float>, SIMD3<Float>, SIMD3<Float>) = ([1, 0, 0], [0, 1, 0], [0, 0, 1])
    var translation = SIMD3<Float>.zero

    static let identity = GLTFTransform()

    private init() {}

    /// The transform of a node in its parent: a matrix by columns, or translation, rotation (a quaternion x, y, z, w)
    /// and scale.
    init(_ node: GLTFDocument.Node) {
        if let m = node.matrix, m.count == 16 {
            columns = ([m[0], m[1], m[2]], [m[4], m[5], m[6]], [m[8], m[9], m[10]])
            translation = [m[12], m[13], m[14]]
            return
        }
        if let q = node.rotation, q.count == 4 {
            let (x, y, z, w) = (q[0], q[1], q[2], q[3])
            columns = (
                [1 - 2 * (y * y + z * z), 2 * (x * y + z * w), 2 * (x * z - y * w)],
                [2 * (x * y - z * w), 1 - 2 * (x * x + z * z), 2 * (y * z + x * w)],
                [2 * (x * z + y * w), 2 * (y * z - x * w), 1 - 2 * (x * x + y * y)]
            )
        }
        if let s = node.scale, s.count == 3 {
            columns = (columns.0 * s[0], columns.1 * s[1], columns.2 * s[2])
        }
        if let t = node.translation, t.count == 3 { translation = [t[0], t[1], t[2]] }
    }

    func direction(_ vector: SIMD3<Float>) -> SIMD3<Float> {
        columns.0 * vector.x + columns.1 * vector.y + columns.2 * vector.z
    }

    func point(_ position: SIMD3<Float>) -> SIMD3<Float> { direction(position) + translation }

    /// The transform that applies `inner` first.
    func after(_ inner: GLTFTransform) -> GLTFTransform {
        var result = GLTFTransform.identity
        result.columns = (direction(inner.columns.0), direction(inner.columns.1), direction(inner.columns.2))
        result.translation = point(inner.translation)
        return result
    }

    /// Whether it turns a triangle inside out.
    var isMirrored: Bool { (cross(columns.0, columns.1) * columns.2).sum() < 0 }
}
