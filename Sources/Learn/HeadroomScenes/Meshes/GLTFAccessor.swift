/// Numbers in the binary chunk of a GLB, as an accessor describes them.
struct GLTFAccessor {
    private let document: GLTFDocument
    /// The binary chunk.
    private let data: ArraySlice<UInt8>
    private let name: String

    init(_ document: GLTFDocument, _ data: ArraySlice<UInt8>, name: String) {
        (self.document, self.data, self.name) = (document, data, name)
    }

    func failure(_ message: String, hint: String? = nil) -> SceneFileError {
        SceneFileError("\(name): \(message)", hint: hint)
    }

    /// Vectors of three numbers; of four, the first three.
    func vectors(_ index: Int, _ what: String) throws(SceneFileError) -> [SIMD3<Float>] {
        let (accessor, start, stride) = try layout(index, what, ["VEC3": 3, "VEC4": 4])
        let size = try componentBytes(accessor, what)
        var vectors: [SIMD3<Float>] = []
        vectors.reserveCapacity(accessor.count)
        for element in 0..<accessor.count {
            var vector = SIMD3<Float>.zero
            for axis in 0..<3 { vector[axis] = component(accessor, start + element * stride + axis * size) }
            vectors.append(vector)
        }
        return vectors
    }

    func indices(_ index: Int) throws(SceneFileError) -> [UInt32] {
        let (accessor, start, stride) = try layout(index, "the indices", ["SCALAR": 1])
        guard [5121, 5123, 5125].contains(accessor.componentType) else {
            throw failure("the indices have the component type \(accessor.componentType)")
        }
        return (0..<accessor.count).map { element in
            let offset = start + element * stride
            return switch accessor.componentType {
            case 5121: UInt32(data[data.startIndex + offset])
            case 5123: UInt32(load(offset, UInt16.self))
            default: load(offset, UInt32.self)
            }
        }
    }

    /// An accessor whose numbers all lie in the chunk, the byte of its first, and those from one element to the next.
    private func layout(
        _ index: Int,
        _ what: String,
        _ widths: [String: Int]
    ) throws(SceneFileError) -> (GLTFDocument.Accessor, start: Int, stride: Int) {
        guard let accessors = document.accessors, accessors.indices.contains(index) else {
            throw failure("there is no accessor \(index), of \(what)")
        }
        let accessor = accessors[index]
        guard let width = widths[accessor.type] else { throw failure("\(what) are of the type \(accessor.type)") }
        guard accessor.sparse == nil, let viewIndex = accessor.bufferView, let views = document.bufferViews,
            views.indices.contains(viewIndex)
        else { throw failure("\(what) (accessor \(index)) have no plain data", hint: "Export it without sparse data.") }
        let view = views[viewIndex]
        guard view.buffer == 0, document.buffers?.first?.uri == nil else {
            throw failure("\(what) lie in another file", hint: "Export the mesh as one binary file (.glb).")
        }
        let element = try componentBytes(accessor, what) * width
        let (stride, inView, viewStart) = (view.byteStride ?? element, accessor.byteOffset ?? 0, view.byteOffset ?? 0)
        // Each is bounded by the chunk before they are added, so that no sum overflows.
        let limits = 0...data.count
        guard limits.contains(inView), limits.contains(viewStart), limits.contains(view.byteLength),
            limits.contains(accessor.count), (element...max(element, 252)).contains(stride),
            viewStart + view.byteLength <= data.count,
            accessor.count == 0 || inView + (accessor.count - 1) * stride + element <= view.byteLength
        else { throw failure("\(what) (accessor \(index)) do not lie in the file's data of \(data.count) bytes") }
        return (accessor, viewStart + inView, stride)
    }

    private func componentBytes(_ accessor: GLTFDocument.Accessor, _ what: String) throws(SceneFileError) -> Int {
        switch accessor.componentType {
        case 5121: return 1
        case 5123: return 2
        case 5125, 5126: return 4
        default: throw failure("\(what) have the component type \(accessor.componentType)")
        }
    }

    /// A number, of the range 0 to 1 where it is a whole one.
    private func component(_ accessor: GLTFDocument.Accessor, _ offset: Int) -> Float {
        switch accessor.componentType {
        case 5121: Float(data[data.startIndex + offset]) / 255
        case 5123: Float(load(offset, UInt16.self)) / 65535
        default: Float(bitPattern: load(offset, UInt32.self))
        }
    }

    private func load<T: FixedWidthInteger>(_ offset: Int, _ type: T.Type) -> T {
        data.withUnsafeBytes { T(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: T.self)) }
    }
}
