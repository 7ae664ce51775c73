import HeadroomCustomers
import TestSupport
import Testing

/// Reading of transactions.csv, and the resulting input of the models.
@Suite struct TransactionTests {
    private static let head = "customer_id,date,amount,currency\n"

    private func record(
        _ rows: String...,
        head: String = head,
        until: String = "2025-06",
        rates: ExchangeRates = ExchangeRates(),
        zone: TimeZoneRule = .utc
    ) throws -> (record: PurchaseRecord, file: DataQuality.File) {
        let folder = try Folder()
        defer { folder.remove() }
        try folder.write(Array((head + rows.joined(separator: "\n")).utf8), "transactions.csv")
        var reader = CompanyReader(folder: folder.path, zone: zone)
        let company = try reader.read()
        let last = try #require(Month(until))
        let record = try PurchaseRecord(
            company,
            base: try #require(Currency("USD")),
            rates: rates,
            zone: zone,
            through: Int(zone.day(of: zone.start(of: last.next) - 1))
        )
        return (record, try #require(company.quality.files.last))
    }

    /// Days are counted by hand: January has 31 days, February 28.
    @Test func repeatsRecencyAgeAndMeanValue() throws {
        let (record, file) = try record(
            "a,2025-01-01,10.00,USD",
            "a,2025-01-11,20.00,USD",
            "a,2025-02-10,40.00,USD",
            "b,2025-02-01,5.00,USD",
            "c,2025-03-01,5.00,USD"
        )
        #expect(
            record.histories == [
                PurchaseHistory(repeats: 0, recency: 0, age: 0), PurchaseHistory(repeats: 0, recency: 0, age: 28),
                PurchaseHistory(repeats: 2, recency: 40, age: 59, sumOfMeanValues: 30),
            ]
        )
        #expect(record.observations.map(\.meanValue) == [30])
        #expect((file.rowsRead, file.rowsUsed, file.remarks.count) == (5, 5, 0))
    }

    @Test func purchasesOfADayAreOneAndRefundsReduceThem() throws {
        let (record, file) = try record(
            "a,2025-01-01T08:00:00Z,10.00,USD",
            "a,2025-01-01T20:00:00Z,10.00,USD",
            "a,2025-01-05,30.00,USD",
            "a,2025-01-05,-12.50,USD",
            "a,2025-01-09,8.00,USD",
            "a,2025-01-09,-8.00,USD",
            "a,2025-01-12,-3.00,USD",
            "a,2025-01-13,0,USD"
        )
        // The day with 30.00 minus 12.50 is the only repeat purchase.
        #expect(record.histories == [PurchaseHistory(repeats: 1, recency: 4, age: 4, sumOfMeanValues: 17.5)])
        #expect((file.rowsRead, file.rowsUsed, file.setAside) == (8, 8, 0))
        #expect(Set(file.remarks.map(\.reason)) == [.refunded, .refundAlone, .noValue])
        #expect(file.remarks.first { $0.reason == .refundAlone }?.rows == [8])
        #expect(file.remarks.first { $0.reason == .refunded }?.rows == [7])
        #expect(file.remarks.first { $0.reason == .noValue }?.rows == [9])
    }

    @Test func aDayIsThatOfTheZone() throws {
        let rows = ["a,2025-01-01T12:00:00Z,10.00,USD", "a,2025-01-02T03:00:00Z,10.00,USD"]
        #expect(try record(rows[0], rows[1]).record.histories.first?.repeats == 1)
        let zone = try TimeZoneRule("America/New_York")
        #expect(try record(rows[0], rows[1], zone: zone).record.histories.first?.repeats == 0)
    }

    @Test func laterPurchasesDoNotCount() throws {
        let (record, _) = try record("a,2025-01-01,1,USD", "a,2025-01-31,1,USD", "a,2025-02-01,1,USD", until: "2025-01")
        #expect(record.histories == [PurchaseHistory(repeats: 1, recency: 30, age: 30, sumOfMeanValues: 1)])
    }

    @Test(arguments: [
        ("a,2025-01-01,ten,USD", DataQuality.Reason.badAmount), ("a,01/02/2025,1,USD", .badTime),
        ("a,2025-01-01,1,dollars", .badCurrency), (",2025-01-01,1,USD", .missingValue), ("a,,1,USD", .missingValue),
        ("a,2025-01-01,,USD", .missingValue), ("a,1900-01-01,1,USD", .implausibleTime),
    ])
    func aRowThatCannotBeUsedIsSetAside(row: String, reason: DataQuality.Reason) throws {
        let (record, file) = try record("z,2025-01-01,1,USD", row)
        #expect(file.remarks.map(\.reason) == [reason])
        #expect(file.remarks.first?.rows == [3])
        #expect((file.rowsUsed, file.setAside) == (1, 1))
        #expect(record.histories.count == 1)
    }

    @Test func equalRowsAreTwoPurchasesUnlessTheirIdSaysOtherwise() throws {
        let row = "a,2025-01-02,5.00,USD"
        let (record, file) = try record("a,2025-01-01,1,USD", row, row)
        #expect(record.observations.map(\.meanValue) == [10])
        #expect(file.remarks.isEmpty)
        let (identified, withIds) = try self.record(
            "a,2025-01-01,1,USD,1",
            row + ",2",
            row + ",2",
            "a,2025-01-02,6.00,USD,2",
            head: "customer_id,date,amount,currency,transaction_id\n"
        )
        #expect(identified.observations.map(\.meanValue) == [5])
        #expect(withIds.remarks.map(\.reason) == [.duplicate, .conflict])
    }

    @Test func currenciesAreNeverAddedWithoutRates() throws {
        #expect(throws: CustomersError.self) {
            try record("a,2025-01-01,1,USD", "a,2025-01-02,1,EUR")
        }
        let files = [
            "transactions.csv": Self.head + "a,2025-01-01,1,USD\na,2025-01-02,1,EUR\n",
            "rates.csv": "date,currency,rate\n2025-01-01,EUR,1.5\n",
        ]
        #expect(throws: CustomersError.self) { try report(files) }
        let document = try report(files) { $0.currency = Currency("USD") }
        #expect(document.currency == "USD")
    }
}
