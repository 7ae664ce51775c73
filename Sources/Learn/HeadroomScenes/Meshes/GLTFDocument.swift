/// The parts of a glTF 2.0 document that a mesh needs.
struct GLTFDocument: Decodable {
    struct Scene: Decodable { var nodes: [Int]? }

    struct Node: Decodable {
        var mesh: Int?
        var children: [Int]?
        var matrix: [Float]?
        var translation: [Float]?
        var rotation: [Float]?
        var scale: [Float]?
    }

    struct Primitive: Decodable {
        var attributes: [String: Int]
        var indices: Int?
        var mode: Int?
    }

    struct NamedMesh: Decodable {
        var name: String?
        var primitives: [Primitive]
    }

    struct Accessor: Decodable {
        var bufferView: Int?
        var byteOffset: Int?
        var componentType: Int
        var normalized: Bool?
        var count: Int
        var type: String
        var sparse: Sparse?
    }

    /// Only that there is one matters.
    struct Sparse: Decodable {}

    struct BufferView: Decodable {
        var buffer: Int
        var byteOffset: Int?
        var byteLength: Int
        var byteStride: Int?
    }

    struct Buffer: Decodable { var uri: String? }

    var scene: Int?
    var scenes: [Scene]?
    var nodes: [Node]?
    var meshes: [NamedMesh]?
    var accessors: [Accessor]?
    var bufferViews: [BufferView]?
    var buffers: [Buffer]?
    var extensionsRequired: [String]?
}
