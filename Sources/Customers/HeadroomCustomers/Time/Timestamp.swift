/// Parses the time notations of exports.
package enum Timestamp {
    /// Whether a time is one of a company's customers: from 1950 on and before 2200, in UTC.
    ///
    /// Programs write other times, such as 1900-01-01, for unknown ones.
    static func isPlausible(_ seconds: Int64) -> Bool { (-631_152_000..<7_258_118_400).contains(seconds) }

    /// Parses ISO 8601, such as `2025-01-31`, `20250131`, `2025-01-31 12:00`, `2025-01-31T12:00:00.5Z` or `…+02:00`; a date alone
    /// is midnight in the zone, and a time without an offset is in the zone.
    ///
    /// - Returns: seconds since 1970 in UTC, without fractions; nil where the text is not a time in such a notation.
    package static func seconds(_ text: some StringProtocol, zone: TimeZoneRule) -> Int64? {
        seconds(utf8: Array(text.utf8)[...], zone: zone)
    }

    package static func seconds(utf8: ArraySlice<UInt8>, zone: TimeZoneRule) -> Int64? {
        var scanner = Scanner(utf8)
        scanner.skipSpaces()
        guard let year = scanner.number(digits: 4) else { return nil }
        // Either dashes, or eight digits as in 20250131.
        let hasDashes = scanner.skip("-")
        guard hasDashes || utf8.count == 8, let month = scanner.number(digits: 2),
            !hasDashes || scanner.skip("-"), let day = scanner.number(digits: 2), (1...12).contains(month),
            (1...CivilDay.count(year: year, month: month)).contains(day)
        else { return nil }
        let date = CivilDay.number(year: year, month: month, day: day)
        scanner.skipSpaces()
        if scanner.isAtEnd { return zone.instant(day: date, second: 0) }
        _ = scanner.skip("T") || scanner.skip("t")
        guard let hour = scanner.number(digits: 2), scanner.skip(":"), let minute = scanner.number(digits: 2),
            hour < 24, minute < 60
        else { return nil }
        var second = 0
        if scanner.skip(":") {
            guard let value = scanner.number(digits: 2), value <= 60 else { return nil }
            second = min(59, value)
            if scanner.skip(".") || scanner.skip(",") { scanner.skipDigits() }
        }
        let time = Int64(hour * 3600 + minute * 60 + second)
        scanner.skipSpaces()
        if scanner.isAtEnd { return zone.instant(day: date, second: time) }
        guard let offset = scanner.offset(), scanner.isAtEnd else { return nil }
        return date * 86_400 + time - Int64(offset)
    }
}

private struct Scanner {
    private let bytes: ArraySlice<UInt8>
    private var place: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        place = bytes.startIndex
    }

    var isAtEnd: Bool { place >= bytes.endIndex }

    mutating func number(digits: Int) -> Int? {
        guard place + digits <= bytes.endIndex else { return nil }
        var value = 0
        for byte in bytes[place..<place + digits] {
            guard (48...57).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 48)
        }
        place += digits
        return value
    }

    mutating func skip(_ mark: Character) -> Bool {
        guard !isAtEnd, bytes[place] == mark.asciiValue else { return false }
        place += 1
        return true
    }

    mutating func skipSpaces() { while !isAtEnd, bytes[place] == 32 { place += 1 } }

    mutating func skipDigits() { while !isAtEnd, (48...57).contains(bytes[place]) { place += 1 } }

    /// Parses an offset in seconds east of UTC: `Z`, `UTC`, `+02`, `+0200`, `+02:00`.
    mutating func offset() -> Int? {
        if skip("Z") || skip("z") { return 0 }
        if bytes[place...].elementsEqual("UTC".utf8) {
            place += 3
            return 0
        }
        let sign = skip("+") ? 1 : skip("-") ? -1 : 0
        guard sign != 0, let hours = number(digits: 2), hours <= 15 else { return nil }
        _ = skip(":")
        let minutes = isAtEnd ? 0 : number(digits: 2)
        guard let minutes, minutes < 60 else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }
}
