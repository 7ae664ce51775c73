import HeadroomCustomers
import TestSupport
import Testing

/// Notations of CSV, numbers and times in exports.
@Suite struct FileFormatTests {
    private func rows(_ text: String) throws -> [[String]] {
        let folder = try Folder()
        defer { folder.remove() }
        try folder.write(Array(text.utf8), "file.csv")
        let reader = try CSVReader(path: "\(folder.path)/file.csv")
        var rows = [reader.header]
        while try reader.next() { rows.append((0..<reader.row.count).map { reader.row[$0] }) }
        return rows
    }

    @Test(arguments: [
        "a,b\n1,2\n", "a,b\r\n1,2\r\n", "a,b\n1,2", "\u{FEFF}a,b\n1,2\n", "a;b\n1;2\n", "a\tb\n1\t2\n",
        "\"a\",\"b\"\n\"1\",2\n", "a,b\n\n1,2\n\n", " a , b\n1, 2 \n",
    ])
    func theSameTableInManyForms(text: String) throws {
        #expect(try rows(text) == [["a", "b"], ["1", "2"]])
    }

    @Test func aQuotedFieldHoldsDelimitersQuotesAndLines() throws {
        #expect(try rows("a,b\n\"x, \"\"y\"\"\",\"one\ntwo\"\n") == [["a", "b"], ["x, \"y\"", "one\ntwo"]])
    }

    @Test func aQuoteInsideAFieldIsAQuote() throws {
        #expect(try rows("a,b\n5\" pipe,2\n") == [["a", "b"], ["5\" pipe", "2"]])
    }

    @Test func aQuoteThatIsNeverClosedIsAnError() {
        #expect(throws: CustomersError.self) { try rows("a,b\n\"1,2\n3,4\n") }
    }

    @Test(arguments: [
        ("1234.5", 1_234_500), ("1,234.50", 1_234_500), ("1.234,50", 1_234_500), ("$1,234", 1_234_000),
        ("100 EUR", 100_000), ("(20.00)", -20_000), ("-3", -3000), ("1e3", 1_000_000), ("1,5", 1500), ("1.500", 1500),
        ("1,500", 1_500_000), ("1 234,50", 1_234_500), ("1'234.50", 1_234_500), (".5", 500),
        ("1,234,567", 1_234_567_000),
        ("€ 9,99", 9990), ("12.5E-1", 1250),
    ])
    func aNumberIsRead(text: String, thousandths: Int64) {
        #expect(DecimalNumber(text)?.rounded(digits: 3) == thousandths)
    }

    @Test(arguments: ["", "ten", "1.2.3", "1,2,3", "--1", "1-2", "12345678901234567890", "NaN", "1,23.4"])
    func whatIsNoNumberIsRefused(text: String) {
        #expect(DecimalNumber(text) == nil)
    }

    @Test(arguments: [
        ("2025-01-31", 1_738_281_600), ("2025-01-31T12:00:00Z", 1_738_324_800), ("2025-01-31 12:00", 1_738_324_800),
        ("2025-01-31T12:00:00.123+02:00", 1_738_317_600), ("2025-01-31 12:00:00 UTC", 1_738_324_800),
        ("1969-12-31T23:59:59Z", -1), ("2024-02-29", 1_709_164_800),
    ])
    func aTimeIsRead(text: String, seconds: Int64) {
        #expect(Timestamp.seconds(text, zone: .utc) == seconds)
    }

    @Test(arguments: [
        "2025-13-01", "2025-02-29", "31.01.2025", "2025-1-1", "2025-01-31T25:00", "2025-01-31Tnoon", "today",
    ])
    func whatIsNoTimeIsRefused(text: String) {
        #expect(Timestamp.seconds(text, zone: .utc) == nil)
    }

    /// Daylight saving time starts in Berlin on 2025-03-30: midnight is 23:00 UTC on that day, 22:00 UTC on the next.
    @Test func aDateIsMidnightInTheZone() throws {
        let zone = try TimeZoneRule("Europe/Berlin")
        #expect(Timestamp.seconds("2025-03-30", zone: zone) == Timestamp.seconds("2025-03-29T23:00:00Z", zone: .utc))
        #expect(Timestamp.seconds("2025-03-31", zone: zone) == Timestamp.seconds("2025-03-30T22:00:00Z", zone: .utc))
        #expect(throws: CustomersError.self) { try TimeZoneRule("Mars/Olympus") }
    }
}
