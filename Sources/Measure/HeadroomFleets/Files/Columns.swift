/// Columns of a table, found by the names in its header.
struct Columns {
    private let places: [String: Int]
    let count: Int

    /// - Parameter names: as they stand in the header; a unit behind a name, as in `utilization.gpu [%]`, is left out.
    init(_ names: [String]) {
        count = names.count
        places = Dictionary(
            names.enumerated().map { place, name in
                (String(name.prefix { $0 != "[" }).lowercased().replacing(" ", with: ""), place)
            },
            uniquingKeysWith: { first, _ in first }
        )
    }

    init(_ header: ArraySlice<UInt8>, at separator: UInt8 = UInt8(ascii: ",")) {
        self.init(Fields.split(header, at: separator).map { Fields.text($0) })
    }

    subscript(name: String) -> Int? { places[name.lowercased()] }

    func has(_ names: [String]) -> Bool { names.allSatisfy { self[$0] != nil } }

    /// The places of columns that a table must have.
    ///
    /// - Throws: ``FleetError`` that names the first line, and what was expected.
    static func require(
        _ names: [String],
        in line: LineReader.Line,
        of file: FleetFile,
        format: FleetFormat,
        at separator: UInt8 = UInt8(ascii: ",")
    ) throws(FleetError) -> Columns {
        let columns = Columns(line.bytes, at: separator)
        guard columns.has(names) else { throw Self.wrong(file, line, format: format, names: names) }
        return columns
    }

    static func wrong(_ file: FleetFile, _ line: LineReader.Line, format: FleetFormat, names: [String]) -> FleetError {
        FleetError(
            "\(file.path) is not of the format \(format.rawValue): its first line should name the columns "
                + "\(names.joined(separator: ", ")), and is '\(line.start)'",
            hint: "expected is \(format.expected)"
        )
    }
}
