/// Parses the times of Mailchimp's exports, such as `Jun 09, 2018 09:30 pm`.
enum EnglishTimestamp {
    private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

    /// - Returns: seconds since 1970 in UTC of the time in a zone; nil where the text is not a time in this notation.
    static func seconds(_ text: String, zone: TimeZoneRule) -> Int64? {
        let words = text.lowercased().split { $0 == " " || $0 == "," }.map(String.init)
        guard words.count == 5, let month = months.firstIndex(of: String(words[0].prefix(3))),
            let day = Int(words[1]), let year = Int(words[2]), words[2].count == 4,
            (1...CivilDay.count(year: year, month: month + 1)).contains(day), ["am", "pm"].contains(words[4])
        else { return nil }
        let clock = words[3].split(separator: ":").compactMap { Int($0) }
        guard clock.count == 2, (1...12).contains(clock[0]), (0..<60).contains(clock[1]) else { return nil }
        let hour = clock[0] % 12 + (words[4] == "pm" ? 12 : 0)
        return zone.instant(
            day: CivilDay.number(year: year, month: month + 1, day: day),
            second: Int64(hour * 3600 + clock[1] * 60)
        )
    }
}
