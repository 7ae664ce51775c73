/// Times as the formats write them, in ms.
enum TimeText {
    /// Reads `2023/05/01 10:00:00.123`, `2017-10-03 00:08:00`, `2023-07-01 08:00:00+08:00`, or seconds since 1970.
    ///
    /// - Returns: ms since 1970, of the clock that wrote it where there is no zone; nil for any other text, and for a
    ///   zone of letters, whose place is left in ``Civil/rest``.
    static func milliseconds(_ field: ArraySlice<UInt8>) -> Int64? {
        let field = Fields.trimmed(field)
        if let civil = Civil(field) {
            guard !civil.rest.isEmpty else { return civil.milliseconds }
            return offset(civil.rest).map { civil.milliseconds - $0 }
        }
        guard let seconds = Fields.number(field), abs(seconds) < 1e11 else { return nil }
        return Int64((seconds * 1000).rounded())
    }

    /// Offset of a zone such as `+08:00`, `-0700`, `Z` or `UTC`, in ms.
    private static func offset(_ zone: ArraySlice<UInt8>) -> Int64? {
        let text = Fields.text(zone)
        if ["Z", "UTC", "GMT"].contains(text) { return 0 }
        guard let sign = text.first, sign == "+" || sign == "-" else { return nil }
        let digits = text.dropFirst().filter { $0 != ":" }
        guard digits.count == 4, let number = Int64(digits), number % 100 < 60, number <= 1400 else { return nil }
        return (sign == "-" ? -1 : 1) * (number / 100 * 60 + number % 100) * 60_000
    }

    /// A date with a time of day.
    struct Civil {
        /// Since 1970-01-01 00:00 of the same clock.
        var milliseconds: Int64
        /// What stands behind it, without spaces around.
        var rest: ArraySlice<UInt8>

        /// Reads `2017-10-03 00:08:00`, also with `/` or `T`, and with a fraction of a second.
        init?(_ field: ArraySlice<UInt8>) {
            let bytes = Array(field.prefix(19))
            guard bytes.count == 19, [UInt8(ascii: "-"), UInt8(ascii: "/")].contains(bytes[4]), bytes[7] == bytes[4],
                [UInt8(ascii: " "), UInt8(ascii: "T")].contains(bytes[10]), bytes[13] == UInt8(ascii: ":"),
                bytes[16] == UInt8(ascii: ":"),
                let year = Self.number(bytes[0..<4]), let month = Self.number(bytes[5..<7]),
                let day = Self.number(bytes[8..<10]), let hour = Self.number(bytes[11..<13]),
                let minute = Self.number(bytes[14..<16]), let second = Self.number(bytes[17..<19]),
                (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 61
            else { return nil }
            var rest = field.dropFirst(19)
            var fraction: Int64 = 0
            if rest.first == UInt8(ascii: ".") || rest.first == UInt8(ascii: ",") {
                let digits = rest.dropFirst().prefix { (48...57).contains($0) }
                guard !digits.isEmpty else { return nil }
                for place in 0..<3 {
                    let digit = place < digits.count ? Int64(digits[digits.startIndex + place]) - 48 : 0
                    fraction = fraction * 10 + digit
                }
                rest = rest.dropFirst(1 + digits.count)
            }
            milliseconds = ((Self.days(year, month, day) * 24 + hour) * 60 + minute) * 60_000 + second * 1000 + fraction
            self.rest = Fields.trimmed(rest)
        }

        private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
            digits.reduce(0) { sum, digit in
                guard let sum, (48...57).contains(digit) else { return nil }
                return sum * 10 + Int64(digit) - 48
            }
        }

        /// Days since 1970-01-01 in the Gregorian calendar.
        static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
            // Years that begin in March have their leap day at the end.
            let year = month <= 2 ? year - 1 : year
            let month = month <= 2 ? month + 9 : month - 3
            return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 - 719_468
        }
    }

    /// Duration as Slurm writes it, `2-03:04:05`, `03:04:05` or `04:05.678`, in s.
    static func slurmSeconds(_ field: ArraySlice<UInt8>) -> Double? {
        let text = Fields.text(field)
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count <= 2, let clock = parts.last else { return nil }
        let units = clock.split(separator: ":", omittingEmptySubsequences: false)
            .map { Fields.number(ArraySlice($0.utf8)) }
        guard (2...3).contains(units.count), units.allSatisfy({ $0 != nil && ($0 ?? -1) >= 0 }) else { return nil }
        var seconds = units.reduce(0) { $0 * 60 + ($1 ?? 0) }
        if parts.count == 2 {
            guard units.count == 3, let days = Int(parts[0]), (0..<1_000_000).contains(days) else { return nil }
            seconds += Double(days) * 86_400
        }
        return seconds
    }
}
