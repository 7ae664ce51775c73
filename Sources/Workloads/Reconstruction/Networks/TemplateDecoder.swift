package import HeadroomScenes
package import HeadroomTorch

/// From a latent vector to a closed surface: a sphere that is deformed in two stages.
///
/// After Pixel2Mesh (Wang et al. 2018, arXiv 1804.01654), small enough for a CPU: the latent vector takes the place of the
/// features of the picture at each vertex, and one resolution that of three. Each surface has the topology of the sphere.
package final class TemplateDecoder: Module, SurfaceDecoder {
    /// The first stage: from the latent vector to the offsets of all vertices from the sphere.
    let offsets: Sequential
    /// The second: a convolution over the graph of the edges, from the positions before and after the first.
    let graph: GraphConvolution
    let graphOffset: Linear
    /// The vertices of the sphere, `[vertices, 3]`.
    @Buffer private var sphere: Tensor
    /// Means over the neighbors of each vertex, `[vertices, vertices]`.
    @Buffer private var neighborMeans: Tensor
    /// Both ends of each edge, `[edges]`.
    @Buffer private var edgeStarts: Tensor
    @Buffer private var edgeEnds: Tensor
    /// The corners of the triangles, `[triangles]` each.
    @Buffer private var corner1: Tensor
    @Buffer private var corner2: Tensor
    @Buffer private var corner3: Tensor

    /// 642 vertices and 1,280 triangles.
    package static let template = Mesh.icosphere(radius: 0.4, divisions: 3)

    package init(latentWidth: Int) throws(TorchError) {
        let count = Self.template.vertices.count
        let last = try Linear(256, count * 3)
        // Small offsets at first: large ones of neighbors differ, and fold the surface.
        try withoutGradients { () throws(TorchError) in
            try last.weight.multiply(by: 0.1)
            try last.bias?.multiply(by: 0.1)
        }
        offsets = try Sequential(
            // [batch, latentWidth]
            Linear(latentWidth, 256),
            ReLU(),
            Linear(256, 256),
            ReLU(),
            last,
            // [batch, vertices, 3]
            Unflatten([count, 3])
        )
        graph = try GraphConvolution(6, 32)
        graphOffset = try Linear(32, 3)

        let mesh = Self.template
        let uses = mesh.triangles.flatMap { [($0.x, $0.y), ($0.y, $0.z), ($0.z, $0.x)] }
        // In a closed mesh each edge is used once in either direction.
        let edges = uses.filter { $0.0 < $0.1 }
        var (means, degrees) = (
            Array(repeating: 0 as Float, count: count * count), Array(repeating: 0 as Float, count: count)
        )
        for (vertex, _) in uses { degrees[Int(vertex)] += 1 }
        for (vertex, neighbor) in uses { means[Int(vertex) * count + Int(neighbor)] = 1 / degrees[Int(vertex)] }
        func indices(_ values: [UInt32]) throws(TorchError) -> Buffer {
            Buffer(wrappedValue: try Tensor(values.map(Int64.init), shape: [values.count]), isSaved: false)
        }
        _sphere = Buffer(
            wrappedValue: try Tensor(mesh.vertices.flatMap { [$0.x, $0.y, $0.z] }, shape: [count, 3]),
            isSaved: false
        )
        _neighborMeans = Buffer(wrappedValue: try Tensor(means, shape: [count, count]), isSaved: false)
        _edgeStarts = try indices(edges.map(\.0))
        _edgeEnds = try indices(edges.map(\.1))
        _corner1 = try indices(mesh.triangles.map(\.x))
        _corner2 = try indices(mesh.triangles.map(\.y))
        _corner3 = try indices(mesh.triangles.map(\.z))
    }

    package func vertices(_ latent: Tensor) throws(TorchError) -> Tensor {
        // [batch, vertices, 3]
        let first = try sphere + offsets(latent)
        // [batch, vertices, 6]
        let positions = try Tensor.concatenate([first, sphere.expand([latent.shape[0], -1, -1])], dimension: 2)
        // [batch, vertices, 32]
        let neighborhoods = try graph(positions, neighborMeans).relu()
        // [batch, vertices, 3]
        return try first + graphOffset(neighborhoods)
    }

    package var triangles: [SIMD3<UInt32>] { Self.template.triangles }

    /// From a random point of each triangle.
    package func sample(_ latent: Tensor) throws(TorchError) -> SurfaceSample {
        let vertices = try vertices(latent)
        func select(_ indices: Tensor) throws(TorchError) -> Tensor {
            try vertices.indexSelect(dimension: 1, indices: indices)
        }
        // [batch, triangles, 3]
        let (a, b, c) = (try select(corner1), try select(corner2), try select(corner3))
        // Uniform in a triangle by the root of the first draw (Osada et al. 2002): [triangles, 1]
        let draws = try Tensor.rand([2, a.shape[1], 1], device: latent.device).unbind()
        let root = try draws[0].squareRoot()
        let points = try a * (1 - root) + b * (root * (1 - draws[1])) + c * (root * draws[1])
        let normals = try Self.cross(.tensor(b - a), .tensor(c - a))
        let lengths = try normals.norm(dimensions: [2], keepDimension: true).clamp(1e-9, nil)
        let edges = try select(edgeStarts) - select(edgeEnds)
        let laplacian = try coordinates(vertices) - coordinates(sphere)
        return SurfaceSample(
            points: points,
            template: DeformedTemplate(
                normals: try normals / lengths,
                edgeLength: try (edges * edges).sum(dimension: 2).mean(),
                laplacian: try (laplacian * laplacian).sum(dimension: 2).mean()
            )
        )
    }

    /// Laplacian coordinates: each vertex from the mean of its neighbors, `[.., vertices, 3]`.
    private func coordinates(_ vertices: Tensor) throws(TorchError) -> Tensor {
        try vertices - neighborMeans.matmul(vertices)
    }

    private static let cross = Operator("aten::linalg_cross")
}
