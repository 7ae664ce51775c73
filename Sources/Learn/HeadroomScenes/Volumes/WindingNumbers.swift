/// How often a mesh surrounds the centers of the cells of a cube, counted along one axis.
///
/// A line parallel to the axis goes through each center. Where it enters the mesh, the number rises by 1, where it
/// leaves, it falls by 1; parts that overlap count twice.
struct WindingNumbers {
    private let resolution: Int
    private let axis: Int
    /// First the changes at each cell, by the index of the cell; then their sums.
    private(set) var numbers: [Int16]

    /// - Parameter mesh: in the frame of the cube, which spans -0.5 to 0.5.
    init(of mesh: Mesh, resolution: Int, axis: Int) {
        (self.resolution, self.axis) = (resolution, axis)
        numbers = Array(repeating: 0, count: resolution * resolution * resolution)
        for triangle in mesh.triangles {
            let (a, b, c) = mesh.corners(triangle)
            addCrossings(inCells(a), inCells(b), inCells(c))
        }
        sum()
    }

    /// A position in cells, whose centers are at 0.5, 1.5 and so on, with the axis last.
    private func inCells(_ position: SIMD3<Float>) -> SIMD3<Double> {
        let scaled = (SIMD3<Double>(position) + 0.5) * Double(resolution)
        return [scaled[(axis + 1) % 3], scaled[(axis + 2) % 3], scaled[axis]]
    }

    /// Adds where the lines cross a triangle.
    private mutating func addCrossings(_ a: SIMD3<Double>, _ b: SIMD3<Double>, _ c: SIMD3<Double>) {
        let columns = cells(min(a.x, b.x, c.x), max(a.x, b.x, c.x))
        let rows = cells(min(a.y, b.y, c.y), max(a.y, b.y, c.y))
        let strides = [1, resolution, resolution * resolution]
        for row in rows {
            for column in columns {
                let point = SIMD2(Double(column) + 0.5, Double(row) + 0.5)
                let (ab, bc, ca) = (Self.side(a, b, point), Self.side(b, c, point), Self.side(c, a, point))
                guard ab.isLeft == bc.isLeft, bc.isLeft == ca.isLeft else { continue }
                let total = ab.value + bc.value + ca.value
                guard total != 0 else { continue }
                let height = (a.z * bc.value + b.z * ca.value + c.z * ab.value) / total
                let first = (height - 0.5).rounded(.up)
                guard first < Double(resolution) else { continue }
                let cell = max(first, 0)
                let index =
                    column * strides[(axis + 1) % 3] + row * strides[(axis + 2) % 3] + Int(cell) * strides[axis]
                // A triangle that is counter-clockwise seen against the axis faces along it: there the mesh ends.
                numbers[index] &+= ab.isLeft ? -1 : 1
            }
        }
    }

    /// The cells whose center lies in an interval.
    private func cells(_ low: Double, _ high: Double) -> Range<Int> {
        let limit = Double(resolution)
        let first = min(max((low - 0.5).rounded(.up), 0), limit)
        let last = min(max((high - 0.5).rounded(.down), -1), limit - 1)
        return first <= last ? Int(first)..<Int(last) + 1 : 0..<0
    }

    /// On which side of the line from one corner to another a point lies, and twice the area of their triangle.
    ///
    /// The two triangles at an edge get the same value with the opposite sign, since it is computed from the lesser
    /// corner to the greater; a point on the line counts as left of that. So a line through an edge or a corner crosses
    /// exactly as many triangles as one beside it.
    private static func side(
        _ from: SIMD3<Double>,
        _ to: SIMD3<Double>,
        _ point: SIMD2<Double>
    ) -> (isLeft: Bool, value: Double) {
        let isForward = (from.x, from.y) < (to.x, to.y)
        let (low, high) = isForward ? (from, to) : (to, from)
        let value = (high.x - low.x) * (point.y - low.y) - (high.y - low.y) * (point.x - low.x)
        return isForward ? (value >= 0, value) : (value < 0, -value)
    }

    /// Makes the numbers of the changes before each cell.
    private mutating func sum() {
        let step = [1, resolution, resolution * resolution][axis]
        for start in stride(from: 0, to: numbers.count, by: step * resolution) {
            for index in start + step..<start + step * resolution { numbers[index] &+= numbers[index - step] }
        }
    }
}
