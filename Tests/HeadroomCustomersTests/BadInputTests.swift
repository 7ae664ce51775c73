import HeadroomCustomers
import Testing

/// Typical bad rows of exports, and their handling.
@Suite struct BadInputTests {
    /// A start of 1900, as some programs write for an unknown one, is set aside; the others are reported.
    @Test func anImplausibleYearIsSetAside() throws {
        let document = try report([
            "subscriptions.csv": subscriptions(
                "s1,a,10.00,USD,month,1900-01-01,",
                "s2,b,20.00,USD,month,2025-05-01,9999-12-31",
                "s3,c,20.00,USD,month,2200-01-01,"
            ),
            "transactions.csv": "customer_id,date,amount,currency\na,1899-12-30,1.00,USD\nb,2025-05-02,2.00,USD\n",
            "spend.csv": "date,channel,spend,currency\n1900-01-01,ads,5.00,USD\n2025-05-01,ads,6.00,USD\n",
        ])
        #expect(document.months.map(\.month) == ["2025-05", "2025-06"])
        #expect(document.sales?.months.map(\.month) == ["2025-05", "2025-06"])
        let remarks = document.quality.files.flatMap(\.remarks)
        #expect(remarks.map(\.reason) == [.implausibleTime, .implausibleTime, .implausibleTime])
        #expect(remarks.map(\.rows) == [[2, 4], [2], [2]])
        #expect(!document.quality.isClean)
    }

    /// A rate that was set aside is named in the error on its absence.
    @Test(arguments: [ExchangeMode.fixed, .monthEnd])
    func aRateThatWasSetAsideIsNamed(exchange: ExchangeMode) throws {
        let error = #expect(throws: CustomersError.self) {
            try report([
                "subscriptions.csv": subscriptions("s1,a,10.00,EUR,month,2025-01-01,"),
                "rates.csv": "date,currency,rate\n01/02/2025,EUR,1.1\n2025-01-01,EUR,none\n",
            ]) {
                $0.currency = Currency("USD")
                $0.exchange = exchange
            }
        }
        let hint = try #require(error?.hint)
        #expect(hint.contains("rates.csv: a time is not in ISO 8601") && hint.contains("(row 2)"), "\(hint)")
        #expect(hint.contains("rates.csv: an amount is not a number (row 3)"), "\(hint)")
    }

    /// Data quality of a file with a valid row and the row under test.
    private func file(of row: String) throws -> DataQuality.File {
        let text = subscriptions("ok,z,10.00,USD,month,2025-01-01,", row)
        return try #require(try report(["subscriptions.csv": text]).quality.files.first)
    }

    @Test(arguments: [
        ("s,a,ten,USD,month,2025-01-01,", DataQuality.Reason.badAmount), ("s,a,,USD,month,2025-01-01,", .missingValue),
        (",a,1,USD,month,2025-01-01,", .missingValue), ("s,a,1,US,month,2025-01-01,", .badCurrency),
        ("s,a,1,,month,2025-01-01,", .missingValue), ("s,a,1,USD,fortnight,2025-01-01,", .badInterval),
        ("s,a,1,USD,month,01/02/2025,", .badTime), ("s,a,1,USD,month,2025-02-30,", .badTime),
        ("s,a,1,USD,month,45658,", .badTime), ("s,a,1,USD,month,2025-03-01,2025-02-01", .endBeforeStart),
        ("s,a,-5,USD,month,2025-01-01,", .negativeAmount), ("ok,z,10.00,USD,month,2025-01-01,", .duplicate),
        ("ok,z,12.00,USD,month,2025-02-01,", .conflict),
    ])
    func aRowThatCannotBeUsedIsSetAside(row: String, reason: DataQuality.Reason) throws {
        let file = try file(of: row)
        #expect(file.remarks.map(\.reason) == [reason])
        #expect(file.remarks.first?.rows == [3])
        #expect((file.rowsRead, file.rowsUsed, file.setAside) == (2, 1, 1))
    }

    @Test(arguments: [
        ("s,a,0,USD,month,2025-01-01,", DataQuality.Reason.free),
        ("s,a,1.005,USD,month,2025-01-01,", .moreDigitsThanCurrency),
    ])
    func aRowThatIsUsedAllTheSameIsNoted(row: String, reason: DataQuality.Reason) throws {
        let file = try file(of: row)
        #expect(file.remarks.map(\.reason).contains(reason))
        #expect((file.rowsUsed, file.setAside) == (2, 0))
    }

    @Test func aDiscountAboveThePriceIsNoRevenue() throws {
        let text = """
            subscription_id,customer_id,amount,currency,interval,discount,start
            s1,a,10.00,USD,month,15.00,2025-01-01
            s2,b,10.00,USD,month,25%,2025-01-01
            """
        let document = try report(["subscriptions.csv": text])
        #expect(document.months.first?.end == "7.50")
        #expect(document.quality.files.first?.remarks.map(\.reason) == [.discountAbovePrice])
    }

    @Test func aTrialIsNotPaid() throws {
        let text = """
            subscription_id,customer_id,amount,currency,interval,trial_end,start,end
            s1,a,10.00,USD,month,2025-03-10,2025-02-20,
            s2,b,99.00,USD,month,2025-03-10,2025-02-20,2025-03-05
            """
        let document = try report(["subscriptions.csv": text], until: "2025-04")
        #expect(document.months.map(\.month) == ["2025-03", "2025-04"])
        #expect(document.months.map(\.new) == ["10.00", "0.00"])
        #expect(document.quality.files.first?.remarks.map(\.reason) == [.onlyTrial])
    }

    @Test func aCustomerWhoIsNotListedIsUsedAndNoted() throws {
        let document = try report([
            "customers.csv": "customer_id,channel\nz,ads\n",
            "subscriptions.csv": subscriptions("s,a,10.00,USD,month,2025-01-01,"),
        ])
        #expect(document.months.first?.end == "10.00")
        #expect(document.quality.files.last?.remarks.map(\.reason) == [.unknownCustomer])
    }

    @Test func currenciesAreNeverAddedWithoutRates() throws {
        let two = subscriptions("s1,a,10.00,USD,month,2025-01-01,", "s2,b,10.00,EUR,month,2025-02-10,")
        #expect(throws: CustomersError.self) { try report(["subscriptions.csv": two]) }
        #expect(throws: CustomersError.self) {
            try report(["subscriptions.csv": two]) { $0.currency = Currency("USD") }
        }
        // The rate of the first paid day applies; later rates have no effect.
        let rates = "date,currency,rate\n2025-01-01,EUR,1.10\n2025-03-01,EUR,1.50\n"
        let document = try report(["subscriptions.csv": two, "rates.csv": rates]) { $0.currency = Currency("USD") }
        #expect(document.months.map(\.end) == ["10.00", "21.00", "21.00", "21.00", "21.00", "21.00"])
    }

    @Test(arguments: [("JPY", "1200", "100"), ("KWD", "12.345", "1.029"), ("USD", "12.34", "1.03")])
    func aCurrencyHasItsOwnDigits(code: String, amount: String, month: String) throws {
        let text = subscriptions("s,a,\(amount),\(code),year,2025-01-01,")
        #expect(try report(["subscriptions.csv": text]).months.first?.end == month)
    }

    @Test func anExportOfExactlyAThousandRowsMayBeCutOff() throws {
        let rows = (0..<1000).map { "s\($0),a\($0),1.00,USD,month,2025-01-01," }
        let head = "subscription_id,customer_id,amount,currency,interval,start,end"
        let document = try report(["subscriptions.csv": ([head] + rows).joined(separator: "\n")])
        #expect(document.quality.files.first?.remarks.map(\.reason) == [.maybeTruncated])
    }

    @Test func aMissingColumnIsNamed() throws {
        let error = #expect(throws: CustomersError.self) {
            try report(["subscriptions.csv": "subscription_id,customer_id,amount,currency,start\n"])
        }
        #expect(error?.problem.contains("interval") == true)
    }

    @Test(arguments: ["", "subscription_id,customer_id,amount,currency,interval,start\n"])
    func nothingToReportIsAnError(text: String) {
        #expect(throws: CustomersError.self) { try report(["subscriptions.csv": text]) }
    }
}
