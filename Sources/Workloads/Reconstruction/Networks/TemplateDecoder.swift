package import HeadroomScenes
package import HeadroomTorch

/// From a latent vector to a closed surface: a sphere that is deformed in two stages.
///
/// After Pixel2Mesh (Wang et al. 2018, arXiv 1804.01654), small enough for a CPU: the latent vector takes the place of the
/// features of the picture at each vertex, and one resolution that of three. Each surface has the topology of the sphere.
package final class TemplateDecoder: Module, SurfaceDecoder {
    // The first stage: from the position of a vertex on the sphere to its offset, each vertex by itself.
    let shape1, shape2, shape3: ModulatedLinear
    let shapeOffset: Linear
    // The second: convolutions over the graph of the edges.
    let graph1, graph2: GraphConvolution
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
    private static let width = 64

    package init(latentWidth: Int) throws(TorchError) {
        let width = Self.width
        shape1 = try ModulatedLinear(3, width, latentWidth: latentWidth)
        shape2 = try ModulatedLinear(width, width, latentWidth: latentWidth)
        shape3 = try ModulatedLinear(width, width, latentWidth: latentWidth)
        shapeOffset = try Linear(width, 3)
        graph1 = try GraphConvolution(width + 3, width)
        graph2 = try GraphConvolution(width, width)
        graphOffset = try Linear(width, 3)

        let mesh = Self.template
        let count = mesh.vertices.count
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

    /// The vertices after each stage, `[batch, vertices, 3]`.
    private func stages(_ latent: Tensor) throws(TorchError) -> (first: Tensor, second: Tensor) {
        // [batch, vertices, width]
        var features = try shape1(sphere.unsqueeze(0) * 2, latent)
        features = try shape2(features, latent)
        features = try shape3(features, latent)
        // [batch, vertices, 3]
        let first = try sphere + shapeOffset(features)
        // [batch, vertices, width]
        var graph = try graph1(Tensor.concatenate([features, first], dimension: 2), neighborMeans).relu()
        graph = try graph2(graph, neighborMeans).relu()
        return (first, try first + graphOffset(graph))
    }

    package func vertices(_ latent: Tensor) throws(TorchError) -> Tensor { try stages(latent).second }

    package var triangles: [SIMD3<UInt32>] { Self.template.triangles }

    /// From a random point of each triangle.
    package func sample(_ latent: Tensor) throws(TorchError) -> SurfaceSample {
        let (first, second) = try stages(latent)
        func select(_ indices: Tensor) throws(TorchError) -> Tensor {
            try second.indexSelect(dimension: 1, indices: indices)
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
        let laplacian = try coordinates(second) - coordinates(first)
        return SurfaceSample(
            points: points,
            template: DeformedTemplate(
                normals: try normals / lengths,
                edgeLength: try (edges * edges).sum(dimension: 2).mean(),
                laplacian: try (laplacian * laplacian).sum(dimension: 2).mean()
            )
        )
    }

    /// Laplacian coordinates: each vertex from the mean of its neighbors, `[batch, vertices, 3]`.
    private func coordinates(_ vertices: Tensor) throws(TorchError) -> Tensor {
        try vertices - neighborMeans.matmul(vertices)
    }

    private static let cross = Operator("aten::linalg_cross")
}
