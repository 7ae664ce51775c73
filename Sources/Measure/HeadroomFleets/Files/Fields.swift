/// Fields of a row, and what their bytes say.
enum Fields {
    /// Splits a row at a separator; a field in quotation marks may contain it (RFC 4180).
    static func split(_ row: ArraySlice<UInt8>, at separator: UInt8 = UInt8(ascii: ",")) -> [ArraySlice<UInt8>] {
        guard row.contains(UInt8(ascii: "\"")) else {
            return row.split(separator: separator, omittingEmptySubsequences: false)
        }
        var fields: [ArraySlice<UInt8>] = []
        var start = row.startIndex
        var isQuoted = false
        for index in row.indices {
            if row[index] == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if row[index] == separator, !isQuoted {
                fields.append(unquoted(row[start..<index]))
                start = index + 1
            }
        }
        fields.append(unquoted(row[start...]))
        return fields
    }

    private static func unquoted(_ field: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let mark = UInt8(ascii: "\"")
        guard field.count >= 2, field.first == mark, field.last == mark else { return field }
        let inner = field.dropFirst().dropLast()
        guard inner.contains(mark) else { return inner }
        return ArraySlice(Array(String(decoding: inner, as: UTF8.self).replacing("\"\"", with: "\"").utf8))
    }

    /// A field without the spaces around it.
    static func trimmed(_ field: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var field = field
        while let first = field.first, first == 32 || first == 9 { field.removeFirst() }
        while let last = field.last, last == 32 || last == 9 || last == 13 { field.removeLast() }
        return field
    }

    static func text(_ field: ArraySlice<UInt8>) -> String { String(decoding: trimmed(field), as: UTF8.self) }

    /// A number, be it whole or not; nil for words, also for those of numbers such as `inf` and `0x1`.
    static func number(_ field: ArraySlice<UInt8>) -> Double? {
        let field = trimmed(field)
        guard !field.isEmpty, field.count <= 40,
            field.allSatisfy({ (48...57).contains($0) || "+-.eE".utf8.contains($0) }),
            let number = Double(String(decoding: field, as: UTF8.self)), number.isFinite
        else { return nil }
        return number
    }

    /// A field that says that there is no figure: empty, `NA`, `[N/A]`, `[Not Supported]`, `NaN`, `None`, `NULL`.
    static func isMissing(_ field: ArraySlice<UInt8>) -> Bool {
        let field = trimmed(field)
        guard !field.isEmpty else { return true }
        if field.first == UInt8(ascii: "[") { return true }
        guard field.count <= 4 else { return false }
        return ["na", "n/a", "nan", "none", "null"].contains(String(decoding: field, as: UTF8.self).lowercased())
    }

    /// What a field of a utilization in percent says.
    enum Percent: Equatable {
        case value(Double)
        case missing
        case broken(String)
    }

    /// Reads a utilization in percent, also with its unit: `35 %`.
    ///
    /// - Parameter most: the greatest value that makes sense; a little more, by rounding, is that value.
    static func percent(_ field: ArraySlice<UInt8>, most: Double = 100) -> Percent {
        var field = trimmed(field)
        if isMissing(field) { return .missing }
        if field.last == UInt8(ascii: "%") { field = trimmed(field.dropLast()) }
        guard let number = number(field) else { return .broken("'\(short(field))' is not a utilization") }
        guard number >= 0, number <= most * 1.001 else {
            return .broken("\(short(field)) is not a utilization from 0 to \(Int(most)) %")
        }
        return .value(min(number, most))
    }

    /// Text of a field for an error.
    static func short(_ field: ArraySlice<UInt8>) -> String {
        let text = printable(trimmed(field).prefix(40))
        return field.count > 40 ? text + " …" : text
    }

    /// Text without control characters.
    static func printable(_ bytes: ArraySlice<UInt8>) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        return String(text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : Character($0) })
    }
}
