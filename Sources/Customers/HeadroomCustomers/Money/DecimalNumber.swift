/// A decimal number without loss of digits: `mantissa / 10^scale`.
package struct DecimalNumber: Equatable, Sendable {
    package var mantissa: Int64
    /// Decimal digits after the point.
    package var scale: Int

    package init(mantissa: Int64, scale: Int = 0) {
        self.mantissa = mantissa
        self.scale = scale
    }

    /// Reads the usual notations: `1234.5`, `1,234.50`, `1.234,50`, `$1,234`, `100 EUR`, `(20.00)`, `1e3`.
    ///
    /// With both a point and a comma, the later one is the decimal separator. A single comma before exactly three
    /// digits separates thousands; a single point is a decimal point.
    ///
    /// - Returns: nil where the text is not a number or has more than 18 digits.
    package init?(_ text: some StringProtocol) {
        self.init(utf8: Array(text.utf8)[...])
    }

    package init?(utf8: ArraySlice<UInt8>) {
        if let plain = Self.plain(utf8) {
            self = plain
            return
        }
        var digits: [UInt8] = []
        var separators: [(mark: UInt8, place: Int)] = []
        var (isNegative, hasSign, exponent) = (false, false, 0)
        var bytes = utf8
        func trim() {
            while let first = bytes.first, first == 32 || first == 9 { bytes.removeFirst() }
            while let last = bytes.last, last == 32 || last == 9 { bytes.removeLast() }
        }
        trim()
        if bytes.first == UInt8(ascii: "("), bytes.last == UInt8(ascii: ")") {
            isNegative = true
            bytes = bytes.dropFirst().dropLast()
        }
        // A currency symbol or code before or after the number.
        while let first = bytes.first, !Self.isPartOfNumber(first) { bytes.removeFirst() }
        while let last = bytes.last, !(48...57).contains(last), last != UInt8(ascii: ".") { bytes.removeLast() }
        var place = bytes.startIndex
        loop: while place < bytes.endIndex {
            let byte = bytes[place]
            switch byte {
            case 48...57: digits.append(byte - 48)
            case UInt8(ascii: "."), UInt8(ascii: ","): separators.append((byte, digits.count))
            case UInt8(ascii: "-") where digits.isEmpty && !hasSign: (isNegative, hasSign) = (true, true)
            case UInt8(ascii: "+") where digits.isEmpty && !hasSign: hasSign = true
            case UInt8(ascii: "'"), UInt8(ascii: "_"), 32: break
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                guard let value = Int(String(decoding: bytes[(place + 1)...], as: UTF8.self)),
                    (-18...18).contains(value)
                else { return nil }
                exponent = value
                break loop
            default:
                // A currency symbol between the minus and the digits.
                guard digits.isEmpty, byte >= 128 || byte == UInt8(ascii: "$") else { return nil }
            }
            place += 1
        }
        guard !digits.isEmpty, digits.count <= 18 else { return nil }
        guard let decimals = Self.decimals(separators, digitCount: digits.count) else { return nil }
        mantissa = digits.reduce(0) { $0 * 10 + Int64($1) } * (isNegative ? -1 : 1)
        scale = decimals - exponent
        while scale < 0 {
            let (product, overflow) = mantissa.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            (mantissa, scale) = (product, scale + 1)
        }
        guard scale <= 18 else { return nil }
    }

    /// Fast path for digits with at most one point, the most frequent notation; nil for every other.
    private static func plain(_ bytes: ArraySlice<UInt8>) -> DecimalNumber? {
        var number = DecimalNumber(mantissa: 0)
        var hasPoint = false
        guard (1...18).contains(bytes.count) else { return nil }
        for byte in bytes {
            if byte == UInt8(ascii: "."), !hasPoint {
                hasPoint = true
            } else if (48...57).contains(byte) {
                number.mantissa = number.mantissa * 10 + Int64(byte - 48)
                if hasPoint { number.scale += 1 }
            } else {
                return nil
            }
        }
        return bytes.count > (hasPoint ? 1 : 0) ? number : nil
    }

    private static func isPartOfNumber(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".")
    }

    /// Number of digits after the decimal separator; nil where the separators contradict each other.
    private static func decimals(_ separators: [(mark: UInt8, place: Int)], digitCount: Int) -> Int? {
        guard let last = separators.last else { return 0 }
        let marks = Set(separators.map(\.mark))
        let behind = digitCount - last.place
        // One separator repeated marks thousands. Of two different separators, the last occurs once and is the decimal
        // one.
        if marks.count == 1 {
            if separators.count > 1 { return isGrouped(separators, digitCount) ? 0 : nil }
            return last.mark == UInt8(ascii: ",") && behind == 3 ? 0 : behind
        }
        guard separators.count(where: { $0.mark == last.mark }) == 1 else { return nil }
        return isGrouped(Array(separators.dropLast()), last.place) ? behind : nil
    }

    private static func isGrouped(_ separators: [(mark: UInt8, place: Int)], _ end: Int) -> Bool {
        zip(separators, separators.dropFirst().map(\.place) + [end]).allSatisfy { $1 - $0.place == 3 }
    }

    /// Whether the number has nonzero digits beyond the decimal digits of a currency.
    package func hasMoreDigits(than digits: Int) -> Bool {
        var (mantissa, scale) = (self.mantissa, self.scale)
        while scale > digits, mantissa.isMultiple(of: 10) { (mantissa, scale) = (mantissa / 10, scale - 1) }
        return scale > digits
    }

    /// The number in units of `10^-digits`, rounded half to even.
    package func rounded(digits: Int) -> Int64? {
        Fraction(numerator: Int128(mantissa), denominator: Fraction.power(scale)).rounded(digits: digits)
    }
}
