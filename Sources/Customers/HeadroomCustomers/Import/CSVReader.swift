import Glibc

/// Reads a CSV file (RFC 4180) row by row in bounded memory.
///
/// Accepts common deviations from the standard: a byte order mark, LF as well as CRLF, `;` or tabs as delimiters,
/// quotes inside fields that do not begin with one. SwiftCSV would keep the whole file in memory.
package final class CSVReader {
    package let path: String
    /// Column names as written in the file.
    package private(set) var header: [String] = []
    /// Fields of the current row.
    package private(set) var row = CSVRow()

    /// Size of the file.
    let byteCount: Int

    private let file: Int32
    /// Values appended to every row.
    private var constants: [[UInt8]] = []
    private var delimiter = UInt8(ascii: ",")
    private var buffer: [UInt8]
    /// Index in the buffer of the next byte, and of the first byte after the content.
    private var place = 0
    private var end = 0
    /// Number of the next row; the header is row 1, as in a spreadsheet.
    private var nextNumber = 1

    private static let bufferBytes = 1 << 20
    /// Longest row in bytes; a longer row counts as one with an unclosed quote.
    private static let mostRowBytes = 1 << 24

    /// - Throws: ``CustomersError`` where the file cannot be read, or has no header.
    ///
    /// - Parameters:
    ///   - constants: values of columns that are missing in the file, used for every row.
    ///   - skippedLines: number of lines above the header.
    package init(
        path: String,
        constants: [String: String] = [:],
        skippedLines: Int = 0
    ) throws(CustomersError) {
        self.path = path
        file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw CustomersError("cannot read \(path): \(String(cString: strerror(errno)))")
        }
        var status = stat()
        byteCount = fstat(file, &status) == 0 ? Int(status.st_size) : 0
        buffer = [UInt8](repeating: 0, count: Self.bufferBytes)
        try fill()
        if end >= 3, buffer[0...2].elementsEqual([0xEF, 0xBB, 0xBF]) { place = 3 }
        if end >= 2, buffer[0...1].elementsEqual([0xFF, 0xFE]) || buffer[0...1].elementsEqual([0xFE, 0xFF]) {
            throw CustomersError("\(path) is in UTF-16", hint: "save it as UTF-8")
        }
        for _ in 0..<skippedLines {
            guard let newline = buffer[place..<end].firstIndex(of: UInt8(ascii: "\n")) else {
                throw CustomersError("\(path) has only \(nextNumber) lines")
            }
            place = newline + 1
            nextNumber += 1
        }
        delimiter = Self.delimiter(of: buffer[place..<end])
        guard try next() else { throw CustomersError("\(path) is empty", hint: "its first line names its columns") }
        header = (0..<row.count).map { row[$0] } + constants.keys.sorted()
        self.constants = constants.sorted { $0.key < $1.key }.map { Array($0.value.utf8) }
    }

    deinit { close(file) }

    /// Reads the next nonempty row.
    ///
    /// - Returns: false at the end of the file.
    package func next() throws(CustomersError) -> Bool {
        repeat {
            guard try readRow() else { return false }
        } while row.count == 1 && row.isEmpty(0)
        guard row.isUTF8 else {
            throw CustomersError(
                "\(path), row \(row.number) is not UTF-8",
                hint: "save the file as UTF-8 (in Excel: 'CSV UTF-8'), so that names keep their letters"
            )
        }
        if !constants.isEmpty {
            // Columns missing at the end of a short row are empty.
            while row.count < header.count - constants.count { row.endField() }
            for value in constants { row.append(value) }
        }
        return true
    }

    private func readRow() throws(CustomersError) -> Bool {
        row.begin(number: nextNumber)
        var (isQuoted, wasQuoted, isAtFieldStart) = (false, false, true)
        while true {
            if place == end { try fill() }
            guard place < end else {
                if isQuoted { throw unclosed }
                guard row.hasContent else { return false }
                row.endField()
                nextNumber += 1
                return true
            }
            let byte = buffer[place]
            place += 1
            if isQuoted {
                if byte == UInt8(ascii: "\"") {
                    (isQuoted, wasQuoted) = (false, true)
                } else {
                    row.append(byte)
                    if row.byteCount > Self.mostRowBytes { throw unclosed }
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\"") where isAtFieldStart: isQuoted = true
            case UInt8(ascii: "\"") where wasQuoted:
                // A doubled quote inside a quoted field is one quote.
                row.append(byte)
                isQuoted = true
            case delimiter:
                row.endField()
                (isAtFieldStart, wasQuoted) = (true, false)
                continue
            case UInt8(ascii: "\n"):
                row.dropCarriageReturn()
                row.endField()
                nextNumber += 1
                return true
            default: row.append(byte)
            }
            if !isQuoted { wasQuoted = false }
            isAtFieldStart = false
        }
    }

    private var unclosed: CustomersError {
        CustomersError(
            "\(path), row \(row.number): a quoted field is never closed",
            hint: "double every quote inside a field"
        )
    }

    private func fill() throws(CustomersError) {
        place = 0
        end = 0
        let count = buffer.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
        guard count >= 0 else { throw CustomersError("cannot read \(path): \(String(cString: strerror(errno)))") }
        end = count
    }

    /// The delimiter: the candidate that is most frequent in the header outside quotes.
    private static func delimiter(of bytes: ArraySlice<UInt8>) -> UInt8 {
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        for byte in bytes {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if byte == UInt8(ascii: "\n"), !isQuoted { break }
            if !isQuoted { counts[byte, default: 0] += 1 }
        }
        let marks = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
        return marks.max { counts[$0] ?? 0 < counts[$1] ?? 0 } ?? UInt8(ascii: ",")
    }
}
