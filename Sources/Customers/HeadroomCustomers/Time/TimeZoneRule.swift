import Glibc
import Synchronization

/// A time zone for month ends and for times without an offset.
package struct TimeZoneRule: Sendable {
    package let name: String
    private let isUTC: Bool

    /// - Parameter name: `UTC`, or a name of the IANA database such as `America/New_York`.
    /// - Throws: ``CustomersError`` where the time zone database of the machine does not have it.
    package init(_ name: String) throws(CustomersError) {
        self.name = name
        isUTC = ["UTC", "Etc/UTC", "GMT", "Z"].contains(name)
        guard !isUTC else { return }
        let path = "/usr/share/zoneinfo/\(name)"
        guard !name.contains(".."), access(path, R_OK) == 0, !name.isEmpty else {
            throw CustomersError(
                "the time zone '\(name)' is unknown on this machine",
                hint: "names are those of the IANA database (/usr/share/zoneinfo), such as Europe/Berlin"
            )
        }
    }

    /// Coordinated Universal Time.
    package static let utc = TimeZoneRule()

    private init() {
        name = "UTC"
        isUTC = true
    }

    /// Instant of a local time, in seconds since 1970 in UTC.
    package func instant(day: Int64, second: Int64) -> Int64 {
        guard !isUTC else { return day * 86_400 + second }
        let offset = Self.database.withLock { $0.offset(of: day, second: second, zone: name) }
        return day * 86_400 + second - offset
    }

    package func start(of month: Month) -> Int64 {
        instant(day: CivilDay.number(year: month.year, month: month.month, day: 1), second: 0)
    }

    /// Month that contains an instant.
    package func month(of instant: Int64) -> Month {
        let (year, month, _) = CivilDay.date(day(of: instant))
        return Month(year: year, month: month)
    }

    /// Local day that contains an instant, in days since 1970-01-01.
    package func day(of instant: Int64) -> Int64 { (instant + offset(at: instant)).dividedDown(by: 86_400) }

    private func offset(at instant: Int64) -> Int64 {
        isUTC ? 0 : Self.database.withLock { $0.offset(at: instant, zone: name) }
    }

    private static let database = Mutex(ZoneDatabase())
}

/// Offsets from the C library's time zone database, which has one zone at a time for the whole process.
private struct ZoneDatabase {
    private var zone: String?
    /// Offsets at local midnight, in seconds, by day.
    private var midnights: [Int64: Int64] = [:]

    private mutating func select(_ name: String) {
        guard zone != name else { return }
        setenv("TZ", name, 1)
        tzset()
        zone = name
        midnights = [:]
    }

    mutating func offset(of day: Int64, second: Int64, zone: String) -> Int64 {
        select(zone)
        if second == 0, let known = midnights[day] { return known }
        let (year, month, dayOfMonth) = CivilDay.date(day)
        var time = tm()
        (time.tm_year, time.tm_mon, time.tm_mday) = (Int32(year - 1900), Int32(month - 1), Int32(dayOfMonth))
        (time.tm_hour, time.tm_min, time.tm_sec) = (Int32(second / 3600), Int32(second / 60 % 60), Int32(second % 60))
        time.tm_isdst = -1
        let offset = day * 86_400 + second - Int64(mktime(&time))
        if second == 0 { midnights[day] = offset }
        return offset
    }

    mutating func offset(at instant: Int64, zone: String) -> Int64 {
        select(zone)
        var (seconds, time) = (time_t(instant), tm())
        localtime_r(&seconds, &time)
        return Int64(time.tm_gmtoff)
    }
}
