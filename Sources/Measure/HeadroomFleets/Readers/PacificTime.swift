/// The clock of the Philly clusters, of the west coast of the United States.
enum PacificTime {
    /// ms since 1970 of `2017-10-03 00:08:00 PDT`, or of a time without a zone on that clock.
    static func milliseconds(_ field: ArraySlice<UInt8>) -> Int64? {
        guard let civil = TimeText.Civil(Fields.trimmed(field)) else { return nil }
        switch Fields.text(civil.rest) {
        case "PDT": return civil.milliseconds + 7 * 3_600_000
        case "PST": return civil.milliseconds + 8 * 3_600_000
        case "": return civil.milliseconds + (isSummer(civil.milliseconds) ? 7 : 8) * 3_600_000
        default: return nil
        }
    }

    /// Whether a time of the clock is daylight saving time.
    ///
    /// It is from the second Sunday in March to the first in November, both at 2 (15 USC 260a). The hour that comes
    /// twice is taken as its first.
    static func isSummer(_ time: Int64) -> Bool {
        let hour: Int64 = 3_600_000
        let days = time >= 0 ? time / (24 * hour) : -1
        // The year by its length in days; its first days need no care, as they are winter.
        let year = 1970 + Int64(Double(days) / 365.2425)
        let march = sunday(2, of: 3, in: year) * 24 * hour + 2 * hour
        let november = sunday(1, of: 11, in: year) * 24 * hour + 2 * hour
        return time >= march && time < november
    }

    /// The days since 1970 to a Sunday of a month.
    private static func sunday(_ number: Int64, of month: Int64, in year: Int64) -> Int64 {
        let first = TimeText.Civil.days(year, month, 1)
        // 1970-01-01 was a Thursday, three days before a Sunday.
        return first + ((3 - first) % 7 + 7) % 7 + (number - 1) * 7
    }
}
