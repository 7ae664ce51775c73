/// The numeric arrays of a MATLAB file of version 5 (MathWorks, "MAT-File Format").
///
/// Pix3D and 3D ShapeNets keep volumes so. Other variables are skipped.
package struct MATFile: Sendable {
    /// An array in the order of MATLAB: the first index changes fastest.
    package struct Variable: Equatable, Sendable {
        package let name: String
        package let shape: [Int]
        package let values: [Float]
    }

    package private(set) var variables: [Variable] = []

    /// The most values of an array that is read.
    private static let mostValues = 1 << 27

    package init(contentsOf path: String) throws(SceneFileError) {
        try self.init(decoding: try SceneFile.read(path), name: path)
    }

    package init(decoding bytes: [UInt8], name: String) throws(SceneFileError) {
        var reader = ByteReader(bytes, name: name)
        try reader.skip(126, "the header")
        let order = try reader.read(2, "the header")
        guard order.elementsEqual("IM".utf8) || order.elementsEqual("MI".utf8) else {
            throw SceneFileError("\(name) is not a MATLAB file of version 5", hint: "Save it in MATLAB with -v7.")
        }
        reader.isBigEndian = order.elementsEqual("MI".utf8)
        let version = bytes[reader.isBigEndian ? 124 : 125]
        guard version == 1 else {
            throw SceneFileError("\(name) is a MATLAB file of version 7.3 (HDF5)", hint: "Save it in MATLAB with -v7.")
        }
        while reader.remaining > 0 {
            var element = try MATElement(&reader, isPadded: false)
            if element.kind == .compressed { element = try element.expanded(name, reader.isBigEndian) }
            guard element.kind == .matrix else { continue }
            var content = element.reader(name, reader.isBigEndian)
            if let array = try Self.array(&content) { variables.append(array) }
        }
    }

    /// The array with this name, if the file has it.
    package subscript(_ name: String) -> Variable? { variables.first { $0.name == name } }

    /// Reads a variable; nil for text, structures, sparse and complex arrays.
    private static func array(_ reader: inout ByteReader) throws(SceneFileError) -> Variable? {
        var flags = try MATElement(&reader).reader(reader.name, reader.isBigEndian)
        let flagBits = try flags.integer(UInt32.self, "the flags of a variable")
        let sides = try MATElement(&reader).numbers(reader.name, reader.isBigEndian)
        let name = String(decoding: try MATElement(&reader).bytes, as: UTF8.self)
        // From double (6) to uint64 (15) are arrays of numbers; 0x800 is the bit of complex ones.
        guard (6...15).contains(flagBits & 0xFF), flagBits & 0x800 == 0 else { return nil }
        var (shape, count) = ([] as [Int], 1)
        for side in sides {
            guard side >= 0, side <= Float(mostValues) else {
                throw SceneFileError("\(reader.name): a side of \(name) has the length \(side)")
            }
            shape.append(Int(side))
            count *= Int(side)
            guard count <= mostValues else { throw SceneFileError("\(reader.name): \(name) is too large, \(shape)") }
        }
        let values = try MATElement(&reader).numbers(reader.name, reader.isBigEndian)
        guard values.count == count else {
            throw SceneFileError("\(reader.name): \(name) has \(values.count) values, and its shape is \(shape)")
        }
        return Variable(name: name, shape: shape, values: values)
    }
}
