import FoundationEssentials
import HeadroomCustomers
import HeadroomDisplay
import TestSupport
import Testing

/// Bad input that no other suite covers.
///
/// Other bad input is in ``BadInputTests``, ``FileFormatTests``, ``SurveyTests`` (0 against blank) and ``ResponseFitTests`` (gaps
/// and negative spend in the model of a budget).
@Suite struct ExpectedInputTests {
    private func quality(_ document: CustomersDocument, _ file: String) throws -> DataQuality.File {
        try #require(document.quality.files.first { $0.name == file })
    }

    @Test func overlappingSubscriptionsOfACustomerAreAdded() throws {
        let text = subscriptions("s1,a,10.00,USD,month,2025-01-01,", "s2,a,5.00,USD,month,2025-02-01,2025-04-01")
        let document = try report(["subscriptions.csv": text], until: "2025-04")
        #expect(document.months.map(\.end) == ["10.00", "15.00", "15.00", "10.00"])
        #expect(document.months.map(\.customersAtEnd) == [1, 1, 1, 1])
        #expect(document.quality.files[0].remarks.isEmpty)
    }

    @Test func aPeriodOfTheSameSubscriptionThatOverlapsIsAConflict() throws {
        let text = subscriptions(
            "s,a,10.00,USD,month,2025-01-01,2025-03-01",
            "s,a,12.00,USD,month,2025-02-01,2025-04-01",
            "s,a,15.00,USD,month,2025-03-01,"
        )
        let file = try quality(try report(["subscriptions.csv": text]), "subscriptions.csv")
        #expect(file.remarks.map(\.reason) == [.conflict])
        #expect(file.remarks.map(\.rows) == [[3]])
    }

    @Test func anEndInTheFutureIsActive() throws {
        let text = subscriptions("s,a,10.00,USD,month,2025-01-01,2099-01-01", "t,b,5.00,USD,month,2025-01-01,")
        let document = try report(["subscriptions.csv": text], until: "2025-03")
        #expect(document.months.map(\.end) == ["15.00", "15.00", "15.00"])
        #expect(document.months.allSatisfy { $0.churn == "0.00" })
    }

    @Test func currenciesWithoutRatesAreListed() throws {
        let text = subscriptions(
            "s1,a,10.00,USD,month,2025-01-01,",
            "s2,b,10.00,EUR,month,2025-02-10,",
            "s3,c,10.00,GBP,month,2025-02-10,"
        )
        let error = #expect(throws: CustomersError.self) {
            try report(["subscriptions.csv": text]) { $0.currency = Currency("USD") }
        }
        #expect(error?.problem.contains("EUR (from 2025-02-10 on), GBP (from 2025-02-10 on)") == true)
    }

    @Test(arguments: ["once", "one_time", "one-time", "lifetime"])
    func whatIsPaidOnceIsNotRecurring(interval: String) throws {
        let text = subscriptions("s,a,195000.00,USD,\(interval),2025-01-01,", "t,b,10.00,USD,month,2025-01-01,")
        let document = try report(["subscriptions.csv": text], until: "2025-01")
        #expect(document.months.map(\.end) == ["10.00"])
        #expect(try quality(document, "subscriptions.csv").remarks.map(\.reason) == [.badInterval])
    }

    @Test func aPurchaseIsNotRecurring() throws {
        let document = try report(
            [
                "subscriptions.csv": subscriptions("t,b,10.00,USD,month,2025-01-01,"),
                "transactions.csv": "customer_id,date,amount,currency\nb,2025-01-15,195000.00,USD\n",
            ],
            until: "2025-01"
        )
        #expect(document.months.map(\.end) == ["10.00"])
    }

    /// 03:00 UTC on the first of February is January in New York; the time without an offset is that of the zone.
    @Test func aMonthEndsInTheZone() throws {
        let zone = try TimeZoneRule("America/New_York")
        for start in ["2025-02-01T03:00:00Z", "2025-01-31 22:00", "2025-01-31T23:00:00-04:00"] {
            let document = try report(["subscriptions.csv": subscriptions("s,a,10.00,USD,month,\(start),")]) {
                $0.zone = zone
            }
            #expect(document.months.first?.month == "2025-01", "\(start)")
        }
        let utc = try report(["subscriptions.csv": subscriptions("s,a,10.00,USD,month,2025-02-01T03:00:00Z,")])
        #expect(utc.months.first?.month == "2025-02")
    }

    @Test func theCaseOfTheHeaderDoesNotMatter() throws {
        let text =
            "\u{FEFF}SUBSCRIPTION_ID,Customer_Id,Amount,CURRENCY,Interval,Start\r\ns,a,\"9,50\",usd,Month,2025-01-01\r\n"
        #expect(try report(["subscriptions.csv": text], until: "2025-01").months.map(\.end) == ["9.50"])
    }

    /// 45658 is 2025-01-01 as a serial date of Excel; it could as well be a number of days of another program.
    @Test(arguments: ["45658", "45658.5", "01/02/2025", "1.2.2025"])
    func aDateOfASpreadsheetIsSetAside(date: String) throws {
        let files = [
            "subscriptions.csv": subscriptions("t,b,10.00,USD,month,2025-01-01,", "s,a,1.00,USD,month,\(date),"),
            "transactions.csv": "customer_id,date,amount,currency\nb,\(date),1.00,USD\nb,2025-01-01,1.00,USD\n",
            "spend.csv": "date,channel,spend,currency\n\(date),ads,1.00,USD\n",
        ]
        let document = try report(files, until: "2025-01")
        for (file, row) in [("subscriptions.csv", 3), ("transactions.csv", 2), ("spend.csv", 2)] {
            let remarks = try quality(document, file).remarks
            #expect(remarks.map(\.reason) == [.badTime])
            #expect(remarks.map(\.rows) == [[row]])
        }
    }

    @Test func anIDWithAnExponentIsSetAside() throws {
        let document = try report(
            [
                "customers.csv": "customer_id,country\n1.23457E+11,DE\nb,DE\n1E5x,DE\n12E,DE\n",
                "subscriptions.csv": subscriptions(
                    "1.23457E+11,a,10.00,USD,month,2025-01-01,",
                    "t,\"1,23457E+11\",10.00,USD,month,2025-01-01,",
                    "u,b,10.00,USD,month,2025-01-01,"
                ),
                "transactions.csv": "customer_id,date,amount,currency\n2e+10,2025-01-15,1.00,USD\n",
                "touches.csv": "customer_id,time,channel\n2E+10,2025-01-15,ads\n",
                "surveys.csv": "response_id,customer_id,sent_at,score\n2E+10,b,2025-01-15,9\n",
                "usage.csv": "customer_id,time\n2E+10,2025-01-15\n",
            ],
            until: "2025-01"
        )
        #expect(document.months.map(\.end) == ["10.00"])
        for file in document.quality.files {
            let remarks = file.remarks.filter { $0.reason == .roundedID }
            #expect(remarks.map(\.rows) == (file.name == "subscriptions.csv" ? [[2, 3]] : [[2]]), "\(file.name)")
        }
        #expect(!document.quality.isClean)
    }

    @Test func amountsThatMayBeCentsAreNoted() throws {
        func remarks(_ amounts: [String], _ currency: String = "USD") throws -> [DataQuality.Reason] {
            let rows = amounts.enumerated().map { "s\($0),c\($0),\($1),\(currency),month,2025-01-01," }
            let head = "subscription_id,customer_id,amount,currency,interval,start,end"
            let document = try report(["subscriptions.csv": ([head] + rows).joined(separator: "\n")], until: "2025-01")
            return try quality(document, "subscriptions.csv").remarks.map(\.reason)
        }
        let cents = (0..<12).map { "\(999 + 1000 * ($0 % 3))" }
        #expect(try remarks(cents) == [.maybeCents])
        #expect(try remarks(Array(cents.prefix(9))) == [])
        #expect(try remarks(cents + ["49"]) == [])
        #expect(try remarks(cents + ["1000.00"]) == [])
        #expect(try remarks(cents, "JPY") == [])
    }

    @Test func spendWithoutCustomersIsKept() throws {
        let document = try report(
            [
                "customers.csv": "customer_id,channel\na,ads\n",
                "subscriptions.csv": subscriptions("s,a,10.00,USD,month,2025-01-01,"),
                "spend.csv":
                    "date,channel,spend,currency\n2025-01-05,ads,50.00,USD\n2025-01-05,radio,70.00,USD\n2025-01-06,ads,NaN,USD\n"
                    + "2025-01-07,ads,-20.00,USD\n",
            ],
            until: "2025-01"
        )
        let acquisition = try #require(document.acquisition)
        let radio = try #require(acquisition.channels.first { $0.channel == "radio" })
        #expect((radio.spend, radio.customers, radio.cost) == ("70.00", 0, nil))
        // A credit reduces the spend.
        #expect(acquisition.channels.first { $0.channel == "ads" }?.spend == "30.00")
        #expect(acquisition.loaded == "100.00")
        #expect(try quality(document, "spend.csv").remarks.map(\.reason) == [.badAmount])
    }

    /// One customer, one month, no churn: undefined figures are null.
    @Test func tinyDataGiveNulls() throws {
        let document = try report(
            [
                "customers.csv": "customer_id,channel\na,ads\n",
                "subscriptions.csv": subscriptions("s,a,10.00,USD,month,2025-01-01,"),
                "transactions.csv": "customer_id,date,amount,currency\na,2025-01-15,1.00,USD\n",
                "spend.csv": "date,channel,spend,currency\n2025-01-05,ads,50.00,USD\n",
                "touches.csv": "customer_id,time,channel\na,2024-12-15,ads\n",
                "surveys.csv": "response_id,customer_id,sent_at,score\n1,a,2025-01-15,9\n",
            ],
            until: "2025-01"
        )
        let month = try #require(document.months.first)
        #expect((month.logoChurn, month.grossRevenueRetention, month.quickRatio) == (nil, nil, nil))
        #expect(document.lifetimeValue?.value == nil)
        #expect(document.lifetimeValue?.models?.allSatisfy { $0.reason != nil } == true)
        let json = try JSONReport.render(document).lowercased()
        #expect(!json.contains("nan") && !json.contains("inf"))
        for text in [CustomersReports.markdown(document), CustomersReports.csv(document)] {
            #expect(!text.contains("nan") && !text.contains("inf,"))
        }
    }

    /// Two rows whose end is the start of the next, and rows before 1970 and after 2106.
    @Test func consecutiveRowsOfASubscriptionAreItsPrices() throws {
        let text = subscriptions(
            "s,a,10.00,USD,month,2025-01-01,2025-02-01",
            "s,a,11.00,USD,month,2025-02-01,2025-03-01",
            "s,a,12.00,USD,month,2025-03-01,2200-01-01",
            "t,b,1.00,USD,month,2024-12-31,2025-03-01",
            "s,a,11.00,USD,month,2025-02-01,2025-03-01"
        )
        let document = try report(["subscriptions.csv": text], until: "2025-03")
        #expect(document.months.map(\.end) == ["1.00", "11.00", "12.00", "12.00"])
        #expect(try quality(document, "subscriptions.csv").remarks.map(\.reason) == [.duplicate])
    }

    /// Stripe's states of a subscription: three of the seven pay nothing, one has ended.
    @Test func aStateWithoutPaymentIsNotCounted() throws {
        let states = ["active", "past_due", "incomplete", "unpaid", "paused", "trialing", "canceled"]
        let rows = states.enumerated().map { "s\($0),c\($0),10.00,USD,month,2025-01-10,,\($1)" }
        let head = "id,Customer ID,Amount,Currency,Interval,Start (UTC),Ended At (UTC),Status"
        let document = try report(["subscriptions.csv": ([head] + rows).joined(separator: "\n")], until: "2025-01")
        #expect(document.months.map(\.end) == ["20.00"])
        let remarks = try #require(document.quality.files.first?.remarks)
        #expect(remarks.first { $0.reason == .unpaidStatus }?.rows == [4, 5, 6, 7])
        #expect(remarks.first { $0.reason == .endedWithoutEnd }?.rows == [8])
    }

    /// A column in UTC keeps its zone; another is in that of the report.
    @Test(arguments: [("Start (UTC)", "2024-01"), ("Start", "2024-02")])
    func aColumnInUTCIsReadInUTC(name: String, month: String) throws {
        let text = "id,customer_id,amount,currency,interval,\(name)\ns,c,10,USD,month,2024-02-01 02:00\n"
        let document = try report(["subscriptions.csv": text], until: "2024-03") {
            $0.zone = try! TimeZoneRule("America/New_York")
        }
        #expect(document.months.first { $0.new != "0.00" }?.month == month)
    }

    @Test func aFileThatIsNotUTF8IsRefusedWithItsRow() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let text = Array(subscriptions("s,a,10.00,USD,month,2025-01-01,", "t,M?ller,10.00,USD,month,2025-01-01,").utf8)
        try folder.write(text.map { $0 == UInt8(ascii: "?") ? 0xFC : $0 }, "subscriptions.csv")
        let error = #expect(throws: CustomersError.self) { try report(folder: folder.path, until: "2025-02") }
        #expect(error?.problem.contains("row 3 is not UTF-8") == true)
    }

    @Test func aFileThatIsNotReadIsNamed() throws {
        let files = [
            "subscriptions.csv": subscriptions("s,a,10.00,USD,month,2025-01-01,"), "orders_export_2.csv": "a\n1\n",
        ]
        let quality = try report(files).quality
        #expect(quality.sentences.contains { $0.hasPrefix("orders_export_2.csv: the file was not read") })
        #expect(quality.isClean)
    }

    @Test func amountsWhoseSumsWouldOverflowAreSetAside() throws {
        let large = subscriptions("s,a,90000000000000,USD,month,2025-01-01,", "t,b,10.00,USD,month,2025-01-01,")
        let spend = "date,channel,spend,currency\n2025-01-01,ads,90000000000000,USD\n2025-01-01,ads,-50.00,USD\n"
        let document = try report(["subscriptions.csv": large, "spend.csv": spend])
        #expect(document.quality.files.flatMap(\.remarks).filter { $0.reason == .largeAmount }.count == 2)
        // Credits above the spend leave no cost.
        #expect(document.acquisition?.loaded == nil)
        #expect(document.acquisition?.payback.first?.months == nil)
    }

    @Test func paymentsOfSubscriptionsAreNoPurchases() throws {
        let payments = """
            id,Created (UTC),Amount,Amount Refunded,Currency,Status,Customer ID,Description
            p1,2025-01-05 10:00,10.00,0.00,usd,Paid,a,Subscription creation
            p2,2025-02-05 10:00,10.00,0.00,usd,Paid,a,Subscription update
            p3,2025-02-07 10:00,99.00,0.00,usd,Paid,a,Training
            """
        let files = ["subscriptions.csv": subscriptions("s,a,10.00,USD,month,2025-01-05,"), "payments.csv": payments]
        let quality = try #require(try report(files).quality.files.first { $0.name == "payments.csv" })
        #expect(quality.remarks.first { $0.reason == .partOfSubscription }?.rows == [2, 3])
    }
}
