/// The format of `.npy` files (NumPy Enhancement Proposal 1), versions 1 to 3.
package enum NumPyFile {
    private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

    package static func decode(_ bytes: [UInt8], name: String) throws(SceneFileError) -> NumPyArray {
        guard bytes.starts(with: magic) else { throw SceneFileError("\(name) is not a NumPy array (.npy)") }
        var reader = ByteReader(bytes, name: name, offset: magic.count)
        let version = try reader.integer(UInt8.self, "the version")
        try reader.skip(1, "the version")
        let length =
            version == 1
            ? Int(try reader.integer(UInt16.self, "the length of the header"))
            : Int(try reader.integer(UInt32.self, "the length of the header"))
        let header = String(decoding: try reader.read(length, "the header"), as: UTF8.self)
        let (type, shape) = try parse(header, name)
        var count = 1
        for side in shape {
            let (product, isTooLarge) = count.multipliedReportingOverflow(by: side)
            guard !isTooLarge, side >= 0 else { throw SceneFileError("\(name): the shape \(shape) is too large") }
            count = product
        }
        return NumPyArray(shape: shape, try values(type, count, &reader))
    }

    /// The type and the shape of a header such as `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`.
    private static func parse(_ header: String, _ name: String) throws(SceneFileError) -> (String, [Int]) {
        func value(_ key: String, from start: Character, to end: Character) -> Substring? {
            guard let found = header.firstRange(of: "'\(key)':") else { return nil }
            let rest = header[found.upperBound...].drop { $0 == " " }
            guard rest.first == start, let last = rest.dropFirst().firstIndex(of: end) else { return nil }
            return rest[rest.index(after: rest.startIndex)..<last]
        }
        guard let type = value("descr", from: "'", to: "'"), let shape = value("shape", from: "(", to: ")") else {
            throw SceneFileError(
                "\(name) has an array of records, or a header that cannot be read",
                hint: "Save plain arrays, one for each field."
            )
        }
        guard value("fortran_order", from: "F", to: "e") != nil else {
            throw SceneFileError(
                "\(name) has an array in Fortran order",
                hint: "Save numpy.ascontiguousarray(array)."
            )
        }
        let sides = shape.split(separator: ",").map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }
        let numbers = sides.compactMap { Int($0) }
        guard numbers.count == sides.count else { throw SceneFileError("\(name): the shape (\(shape)) cannot be read") }
        return (String(type), numbers)
    }

    private static func values(
        _ type: String,
        _ count: Int,
        _ reader: inout ByteReader
    ) throws(SceneFileError) -> NumPyArray.Values {
        let widths = ["|b1": 1, "|u1": 1, "<i4": 4, "<i8": 8, "<f2": 2, "<f4": 4, "<f8": 8]
        guard let width = widths[type] else {
            throw SceneFileError(
                "\(reader.name) has values of the type \(type); bool, uint8, int32, int64, float16, float32 and float64"
                    + " in little-endian order are read",
                hint: "Save array.astype('float32')."
            )
        }
        guard count <= reader.remaining / width else {
            throw SceneFileError(
                "\(reader.name) declares \(count) values of \(width) bytes, and \(reader.remaining) bytes follow",
                hint: "The file is incomplete; copy it again."
            )
        }
        let bytes = try reader.read(count * width, "the values")
        return switch type {
        case "|b1": .bool(bytes.map { $0 != 0 })
        case "|u1": .uint8(Array(bytes))
        case "<i4": .int32(words(bytes, UInt32.self).map(Int32.init(bitPattern:)))
        case "<i8": .int64(words(bytes, UInt64.self).map(Int64.init(bitPattern:)))
        case "<f2": .float32(words(bytes, UInt16.self).map { Float(Float16(bitPattern: $0)) })
        case "<f4": .float32(words(bytes, UInt32.self).map(Float.init(bitPattern:)))
        default: .float64(words(bytes, UInt64.self).map(Double.init(bitPattern:)))
        }
    }

    private static func words<T: FixedWidthInteger>(_ bytes: ArraySlice<UInt8>, _ type: T.Type) -> [T] {
        bytes.withUnsafeBytes { buffer in
            stride(from: 0, to: buffer.count, by: T.bitWidth / 8).map {
                T(littleEndian: buffer.loadUnaligned(fromByteOffset: $0, as: T.self))
            }
        }
    }

    package static func encode(_ array: NumPyArray) -> [UInt8] {
        // As Python writes a tuple: with a comma after a single number.
        let shape = array.shape.map(String.init).joined(separator: ", ") + (array.shape.count == 1 ? "," : "")
        var data: [UInt8] = []
        let type: String
        switch array.values {
        case .bool(let values): (type, data) = ("|b1", values.map { $0 ? 1 : 0 })
        case .uint8(let values): (type, data) = ("|u1", values)
        case .int32(let values):
            type = "<i4"
            for value in values { data.append(littleEndian: value) }
        case .int64(let values):
            type = "<i8"
            for value in values { data.append(littleEndian: value) }
        case .float32(let values):
            type = "<f4"
            for value in values { data.append(littleEndian: value.bitPattern) }
        case .float64(let values):
            type = "<f8"
            for value in values { data.append(littleEndian: value.bitPattern) }
        }
        var header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(shape)), }"
        // The data begin at a multiple of 64, after 10 bytes, the header and a line feed.
        header += String(repeating: " ", count: 63 - (10 + header.utf8.count) % 64) + "\n"
        var file = magic + [1, 0]
        file.append(littleEndian: UInt16(header.utf8.count))
        return file + Array(header.utf8) + data
    }
}
