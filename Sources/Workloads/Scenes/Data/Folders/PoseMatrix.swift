import HeadroomScenes

/// A 4 x 4 matrix of a rotation and a translation, row by row, as files have it.
struct PoseMatrix {
    /// Rows of the rotation.
    let rows: [Vector]
    let translation: Vector

    /// Deviation of the rows from unit length and right angles that files may have.
    private static let tolerance = 0.02
    /// Numbers from here on are no places of a scene.
    static let farthest = 1e9

    /// - Parameter name: the place in the file, for errors.
    init(_ matrix: [[Double]], name: String) throws(SceneFileError) {
        guard matrix.count == 4 || matrix.count == 3, matrix.allSatisfy({ $0.count == 4 }) else {
            throw SceneFileError("\(name) is not a matrix of 4 x 4 numbers")
        }
        guard matrix.allSatisfy({ $0.allSatisfy { abs($0) < Self.farthest } }) else {
            throw SceneFileError("\(name) has a number that is not finite, or too large")
        }
        let rows = (0..<3).map { Vector(matrix[$0][0], matrix[$0][1], matrix[$0][2]) }
        let products = [rows[0].dot(rows[1]), rows[0].dot(rows[2]), rows[1].dot(rows[2])]
        let isOrthonormal =
            products.allSatisfy { abs($0) < Self.tolerance }
            && rows.allSatisfy { abs($0.length - 1) < Self.tolerance }
        guard isOrthonormal, rows[0].cross(rows[1]).dot(rows[2]) > 0 else {
            throw SceneFileError("\(name) is not a rotation with a translation")
        }
        let isAffine = matrix.count == 3 || zip(matrix[3], [0, 0, 0, 1]).allSatisfy { abs($0 - $1) < 1e-6 }
        guard isAffine else { throw SceneFileError("the last row of \(name) is not 0 0 0 1") }
        self.rows = rows
        translation = [matrix[0][3], matrix[1][3], matrix[2][3]]
    }

    /// A rotation by the length of a vector, in radians, about its direction (Rodrigues' formula), and a translation.
    init(axisAngle: Vector, translation: Vector) {
        let angle = axisAngle.length
        let axis = angle > 0 ? axisAngle / angle : [0, 0, 1]
        let turn = Angle.radians(angle)
        let columns = [Vector(1, 0, 0), [0, 1, 0], [0, 0, 1]].map { (v: Vector) -> Vector in
            v * turn.cosine + axis.cross(v) * turn.sine + axis * (axis.dot(v) * (1 - turn.cosine))
        }
        rows = (0..<3).map { [columns[0][$0], columns[1][$0], columns[2][$0]] }
        self.translation = translation
    }

    /// The pose of a camera whose frame this matrix leads from.
    var cameraToWorld: Placement {
        var pose = Placement(at: translation)
        pose.axes = (
            [rows[0].x, rows[1].x, rows[2].x], [rows[0].y, rows[1].y, rows[2].y], [rows[0].z, rows[1].z, rows[2].z]
        )
        return pose.orthonormal
    }

    /// The pose of a camera whose frame this matrix leads to.
    var worldToCamera: Placement {
        let (x, y, z) = (rows[0], rows[1], rows[2])
        var pose = Placement(at: -(x * translation.x + y * translation.y + z * translation.z))
        pose.axes = (x, y, z)
        return pose.orthonormal
    }
}

extension Placement {
    /// The same without the rounding of files, which rotations of a rotation would add up (Gram-Schmidt).
    var orthonormal: Placement {
        var result = Placement(at: origin)
        let x = axes.x.normalized
        let z = (axes.z - x * x.dot(axes.z)).normalized
        result.axes = (x, z.cross(x), z)
        return result
    }

    /// The same with the camera's y and z reversed: from right, down and forward to right, up and backward.
    var withReversedYZ: Placement {
        var result = Placement(at: origin)
        result.axes = (axes.x, -axes.y, -axes.z)
        return result
    }

    /// The same in a world whose y is up, of one whose z is.
    var fromZUp: Placement {
        func turned(_ v: Vector) -> Vector { [v.x, v.z, -v.y] }
        var result = Placement(at: turned(origin))
        result.axes = (turned(axes.x), turned(axes.y), turned(axes.z))
        return result
    }
}
