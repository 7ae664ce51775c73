/// The surface at which the values of a grid pass a threshold, by marching cubes.
///
/// Each edge of the lattice of cell centers that the surface crosses has one vertex, at which the value is the
/// threshold by linear interpolation. Around the grid lies a layer of empty cells, so that the surface is closed: where
/// the object touches the boundary, it ends on the side of the cube.
struct MarchingCubes {
    private let grid: ScalarGrid
    private let threshold: Float
    /// Lattice points on each side: the cells, and the layer around them.
    private let side: Int
    private var mesh = Mesh(vertices: [], triangles: [])
    /// Vertices of the lattice edges in use, by slot: along x and y in the plane below, along x and y in the plane above,
    /// along z between both.
    private var vertices: [UInt32]
    /// Whether each point of the plane below, and of that above, is inside.
    private var isInside: [Bool]

    /// The least distance of a vertex from a lattice point, as a share of the edge: vertices of different edges differ.
    private static let margin: Float = 1e-3

    /// The surface of the cells whose value is at least the threshold.
    static func mesh(of grid: ScalarGrid, threshold: Float) -> Mesh {
        var march = MarchingCubes(grid, threshold)
        for layer in 0..<march.side - 1 { march.addLayer(layer) }
        return march.mesh
    }

    private init(_ grid: ScalarGrid, _ threshold: Float) {
        (self.grid, self.threshold, side) = (grid, threshold, grid.resolution + 2)
        vertices = Array(repeating: 0, count: 5 * side * side)
        isInside = Array(repeating: false, count: 2 * side * side)
    }

    /// Adds the surface between two planes of lattice points.
    private mutating func addLayer(_ z: Int) {
        let plane = side * side
        for index in 0..<plane {
            isInside[index] = isInside[plane + index]
            vertices[index] = vertices[2 * plane + index]
            vertices[plane + index] = vertices[3 * plane + index]
        }
        for y in 0..<side {
            for x in 0..<side {
                isInside[plane + y * side + x] =
                    value(x, y, z + 1).map { $0 >= threshold } ?? false
            }
        }
        addVertices(z)
        addTriangles()
    }

    /// The value of a lattice point; nil in the layer around the grid.
    private func value(_ x: Int, _ y: Int, _ z: Int) -> Float? {
        min(x, y, z) == 0 || max(x, y, z) == side - 1 ? nil : grid[x - 1, y - 1, z - 1]
    }

    /// Makes the vertices of the plane above and of the edges up to it.
    private mutating func addVertices(_ z: Int) {
        let plane = side * side
        for y in 0..<side {
            for x in 0..<side {
                let index = y * side + x
                let isAbove = isInside[plane + index]
                if x + 1 < side, isAbove != isInside[plane + index + 1] { add(2, index, [x, y, z + 1], [1, 0, 0]) }
                if y + 1 < side, isAbove != isInside[plane + index + side] { add(3, index, [x, y, z + 1], [0, 1, 0]) }
                if isAbove != isInside[index] { add(4, index, [x, y, z], [0, 0, 1]) }
            }
        }
    }

    /// Makes the vertex of an edge from a lattice point to the next one in a direction.
    private mutating func add(_ slot: Int, _ index: Int, _ point: SIMD3<Int>, _ direction: SIMD3<Int>) {
        let end = point &+ direction
        var share: Float = 0.5
        if let first = value(point.x, point.y, point.z), let second = value(end.x, end.y, end.z) {
            let crossing = (threshold - first) / (second - first)
            if crossing.isFinite { share = min(max(crossing, Self.margin), 1 - Self.margin) }
        }
        // Lattice point 1 is the center of the first cell.
        let position = SIMD3<Float>(point) + SIMD3<Float>(direction) * share - 0.5
        vertices[slot * side * side + index] = UInt32(mesh.vertices.count)
        mesh.vertices.append(position / Float(grid.resolution) - 0.5)
    }

    private mutating func addTriangles() {
        let plane = side * side
        let corners = (0..<8).map { ($0 >> 2) * plane + ($0 >> 1 & 1) * side + ($0 & 1) }
        // Where the vertex of each edge of a cell lies, from the cell's first corner.
        let places = (0..<12).map { edge -> Int in
            let (axis, corner) = (edge / 4, MarchingCubesTable.lowCorner(edge))
            let slot = axis == 2 ? 4 : (corner >> 2) * 2 + axis
            return slot * plane + (corner >> 1 & 1) * side + (corner & 1)
        }
        for y in 0..<side - 1 {
            for x in 0..<side - 1 {
                let index = y * side + x
                var inside = 0
                for corner in 0..<8 where isInside[index + corners[corner]] { inside |= 1 << corner }
                if inside == 0 || inside == 255 { continue }
                for edges in MarchingCubesTable.triangles[inside] {
                    mesh.triangles.append([
                        vertices[index + places[edges.x]], vertices[index + places[edges.y]],
                        vertices[index + places[edges.z]],
                    ])
                }
            }
        }
    }
}

extension ScalarGrid {
    /// The closed surface of the cells whose value is at least the threshold.
    package func surface(atLeast threshold: Float) -> Mesh { MarchingCubes.mesh(of: self, threshold: threshold) }
}

extension VoxelGrid {
    /// The closed surface half way between occupied and empty cells.
    package var surface: Mesh {
        ScalarGrid(resolution: resolution, values: cells.map { $0 ? 1 : 0 }).surface(atLeast: 0.5)
    }
}
