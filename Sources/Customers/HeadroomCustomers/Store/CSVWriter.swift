import Glibc

/// Writes a CSV file row by row in bounded memory.
final class CSVWriter {
    private let path: String
    private let file: Int32
    private var buffer: [UInt8] = []
    /// Number of the next row; the header is row 1.
    private(set) var nextNumber = 1

    private static let bufferBytes = 1 << 20

    init(path: String) throws(CustomersError) {
        self.path = path
        file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Self.failure(path) }
        buffer.reserveCapacity(Self.bufferBytes + (1 << 16))
    }

    deinit { close(file) }

    /// Writes empty rows, which readers skip, up to a row number.
    func skip(to number: Int) throws(CustomersError) {
        while nextNumber < number {
            buffer.append(UInt8(ascii: "\n"))
            nextNumber += 1
            try flush(above: Self.bufferBytes)
        }
    }

    /// Appends a field to the current row.
    func append(_ field: UnsafeBufferPointer<UInt8>, isFirst: Bool) {
        if !isFirst { buffer.append(UInt8(ascii: ",")) }
        let needsQuotes = field.contains { [0x0A, 0x0D, 0x22, 0x2C].contains($0) }
        guard needsQuotes else {
            buffer.append(contentsOf: field)
            return
        }
        buffer.append(0x22)
        for byte in field {
            if byte == 0x22 { buffer.append(0x22) }
            buffer.append(byte)
        }
        buffer.append(0x22)
    }

    func append(_ field: String, isFirst: Bool) {
        var field = field
        field.withUTF8 { append($0, isFirst: isFirst) }
    }

    func endRow() throws(CustomersError) {
        buffer.append(UInt8(ascii: "\n"))
        nextNumber += 1
        try flush(above: Self.bufferBytes)
    }

    func finish() throws(CustomersError) { try flush(above: 0) }

    private func flush(above limit: Int) throws(CustomersError) {
        guard buffer.count > limit else { return }
        var written = 0
        while written < buffer.count {
            let count = buffer[written...].withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            guard count >= 0 || errno == EINTR else { throw Self.failure(path) }
            written += max(0, count)
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private static func failure(_ path: String) -> CustomersError {
        CustomersError(
            "cannot write to \(path): \(String(cString: strerror(errno)))",
            hint: "check that the disk is not full"
        )
    }
}
